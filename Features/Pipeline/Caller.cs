using System.Security.Claims;

namespace Mobile.Features.Pipeline;

/// <summary>The signed-in user of the request. Asking where nobody is signed in is a mistake of the endpoint, and throws.</summary>
public sealed class Caller(IHttpContextAccessor accessor)
{
    public const string UserIdClaim = "sub";
    public const string SessionIdClaim = "sid";

    public string UserId => Claim(UserIdClaim);

    public string SessionId => Claim(SessionIdClaim);

    private string Claim(string type) => accessor.HttpContext?.User.FindFirstValue(type)
        ?? throw new InvalidOperationException($"The request carries no {type}: its endpoint must require authorization.");
}
