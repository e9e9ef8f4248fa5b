using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

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
        var logger = context.RequestServices.GetRequiredService<ILogger<SignInEvents>>();
        if (reason is SignInFailure.Unavailable or SignInFailure.Refused)
        {
            Log.Failed(logger, reason, failure);
        }

        context.Response.Redirect(context.Request.PathBase + QueryHelpers.AddQueryString(StaffAccess.FailedPath, new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["reason"] = reason,
            ["returnUrl"] = ReturnUrl.Check(properties?.RedirectUri),
        }));
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "A member of staff could not sign in: {Reason}")]
        public static partial void Failed(ILogger logger, string reason, Exception? exception);
    }
}
