namespace Mobile.Client;

/// <summary>Reads a refusal that the contract documents; null where the answer is none.</summary>
internal delegate Exception? RefusalReader(HttpResponseMessage answer, ReadOnlySpan<byte> body);

/// <summary>Reads the forms in which the contract refuses a request.</summary>
internal static class Refusals
{
    /// <summary>Reads a problem document (RFC 9457); the server's always has a code.</summary>
    public static Exception? ReadProblem(HttpResponseMessage answer, ReadOnlySpan<byte> body) =>
        WireJson.IsProblem(answer) && Problem.From(answer.StatusCode, body) is { Code.Length: > 0 } problem
            ? new ApiProblemException(problem)
            : null;

    /// <summary>Reads an error of OAuth (RFC 6749 §5.2).</summary>
    public static Exception? ReadOAuthError(HttpResponseMessage answer, ReadOnlySpan<byte> body) =>
        WireJson.IsJson(answer) && WireJson.Read(body, WireJson.Default.OAuthRefusal) is { Error.Length: > 0 } refused
            ? new SignInFailedException(refused.Error, refused.ErrorDescription, refused.Code)
            : null;

    /// <summary>Takes no refusal for one of the contract.</summary>
    public static Exception? ReadNone(HttpResponseMessage answer, ReadOnlySpan<byte> body) => null;
}
