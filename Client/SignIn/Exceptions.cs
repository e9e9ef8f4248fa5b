namespace Mobile.Client;

/// <summary>Nobody is signed in, or the session has ended. Queued writes are kept for the user's return.</summary>
public sealed class SignInRequiredException : Exception
{
    internal SignInRequiredException(bool accountIsDeleted = false)
        : base(accountIsDeleted ? "The account was deleted." : "Sign in first.") => AccountIsDeleted = accountIsDeleted;

    /// <summary>The session has ended with its account, on this device or another: <see cref="MobileClient.EraseAsync"/>, and begin anew.</summary>
    public bool AccountIsDeleted { get; }
}

/// <summary>A sign-in did not succeed: the user declined, or an answer was not the one to this request.</summary>
public sealed class SignInFailedException : Exception
{
    internal SignInFailedException(string error, string? description, string? code = null)
        : base(description is null ? error : $"{error}: {description}") => (Error, Code) = (error, code);

    /// <summary>A code of OAuth or OpenID Connect such as <c>access_denied</c>, or of this library: <c>state_mismatch</c>, <c>issuer_mismatch</c>, <c>redirect_mismatch</c>, <c>nonce_mismatch</c>, <c>id_token_invalid</c>.</summary>
    public string Error { get; }

    /// <summary>What our server adds to the error.</summary>
    internal string? Code { get; }
}

/// <summary>The file holds work of another user that has not reached the server, or was refused and waits for a decision.</summary>
public sealed class UnsentWritesException : Exception
{
    internal UnsentWritesException(int count)
        : base($"{count} writes of the previous user have not been sent. Let that user sign in and sync, or erase them.") => Count = count;

    /// <summary>How many.</summary>
    public int Count { get; }
}
