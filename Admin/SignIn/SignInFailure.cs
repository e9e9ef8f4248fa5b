using Microsoft.AspNetCore.Authentication;

namespace Mobile.Admin.SignIn;

/// <summary>Why somebody is not signed in, as the page about it names it in its URL.</summary>
internal static class SignInFailure
{
    /// <summary>They, or the provider on their behalf, said no.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>It took too long, was done already, or the browser kept no cookie.</summary>
    public const string Expired = "expired";

    /// <summary>A form was sent after the session had ended.</summary>
    public const string Ended = "ended";

    /// <summary>The provider gives them no role here.</summary>
    public const string NoRole = "no-role";

    /// <summary>What the provider sent is not to be trusted, or an error.</summary>
    public const string Refused = "refused";

    /// <summary>The provider, or the database, does not answer.</summary>
    public const string Unavailable = "unavailable";

    public static string ReasonOf(Exception? failure) => failure switch
    {
        SignInException known => known.Reason,
        AuthenticationFailureException => failure.Data.Contains("error") ? Refused : Expired,
        _ => Unavailable,
    };
}

/// <summary>The sign-in ends here.</summary>
internal sealed class SignInException(string reason, string message, Exception? cause = null) : AuthenticationFailureException(message, cause)
{
    public string Reason => reason;
}
