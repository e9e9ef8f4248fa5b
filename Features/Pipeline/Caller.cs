using System.Security.Claims;

namespace Mobile.Features.Pipeline;

/// <summary>The signed-in user of the request. Asking where nobody is signed in is a mistake of the endpoint, and throws.</summary>
public sealed class Caller
{
    public const string UserIdClaim = "sub";
    public const string SessionIdClaim = "sid";

    private ClaimsPrincipal? user;

    /// <summary>The version of the API that the request is for; null for a page of the dashboard.</summary>
    public string? ApiVersion { get; private set; }

    public string UserId => Claim(UserIdClaim);

    public string SessionId => Claim(SessionIdClaim);

    internal bool Has(string type, string value) => user?.HasClaim(type, value) is true;

    /// <returns>Null where there is no such claim, or nobody is signed in.</returns>
    internal string? Find(string type) => user?.FindFirstValue(type);

    internal void Is(ClaimsPrincipal authenticated, string? apiVersion = null) => (user, ApiVersion) = (authenticated, apiVersion);

    private string Claim(string type) => Find(type)
        ?? throw new InvalidOperationException($"The request carries no {type}: its endpoint must require authorization.");
}

public static class CallerRegistration
{
    /// <summary>Tells the request's services who calls; follows authentication.</summary>
    public static void UseCaller(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        context.RequestServices.GetRequiredService<Caller>().Is(context.User, ApiVersions.Of(context.Request.Path));
        return next(context);
    });
}
