using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Mobile.Features.Sessions;

namespace Mobile.Admin.SignIn;

/// <summary>Whatever goes wrong on the way ends on a page that says what to do, and in the log.</summary>
internal sealed partial class SignInEvents : OAuthEvents
{
    public override Task RemoteFailure(RemoteFailureContext context)
    {
        Fail(context.HttpContext, context.Failure, context.Properties);
        context.HandleResponse();
        return Task.CompletedTask;
    }

    public static void Fail(HttpContext context, Exception? failure, AuthenticationProperties? properties)
    {
        var reason = SignInFailure.ReasonOf(failure);
        if (reason is SignInFailure.NoRole)
        {
            context.Response.Redirect(context.Request.PathBase + StaffAccess.DeniedPath);
            return;
        }

        var logger = context.RequestServices.GetRequiredService<ILogger<SignInEvents>>();
        if (reason is SignInFailure.Unavailable or SignInFailure.Refused)
        {
            // A known failure on one line: whoever asks need not be signed in. Of any other the trace is needed.
            var known = failure is AuthenticationFailureException or IdentityProviderException;
            Log.Failed(logger, reason, failure?.Message, known ? null : failure);
        }

        context.Response.Redirect(context.Request.PathBase + QueryHelpers.AddQueryString(StaffAccess.FailedPath, new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["reason"] = reason,
            ["returnUrl"] = ReturnUrl.Check(properties?.RedirectUri),
        }));
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "A member of staff could not sign in ({Reason}): {Message}")]
        public static partial void Failed(ILogger logger, string reason, string? message, Exception? exception);
    }
}
