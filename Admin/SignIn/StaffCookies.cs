using System.Net;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;

namespace Mobile.Admin.SignIn;

/// <summary>Cookies that leave this machine over https only, whatever a proxy in front of it says.</summary>
internal sealed class StaffCookieBuilder : CookieBuilder
{
    public StaffCookieBuilder()
    {
        HttpOnly = true;
        IsEssential = true;
        SameSite = SameSiteMode.Lax;
        Path = "/";
    }

    public static bool MustBeSecure(HttpRequest request) => request.IsHttps || !IsThisMachine(request.Host.Host);

    public override CookieOptions Build(HttpContext context, DateTimeOffset expiresFrom)
    {
        var cookie = base.Build(context, expiresFrom);
        cookie.Secure = MustBeSecure(context.Request);
        return cookie;
    }

    private static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}

/// <summary>
/// The prefix __Host- lets a browser take the cookie from this very host only, over https (RFC 6265bis §4.1.3.2). And a sign-in opens a
/// session of its own: it does not see the one that the browser came with, and so cannot enter one that somebody else has planted there.
/// </summary>
internal sealed class StaffCookieManager : ICookieManager
{
    private readonly ChunkingCookieManager cookies = new();

    public string? GetRequestCookie(HttpContext context, string key) =>
        context.Request.Path == StaffAccess.CallbackPath ? null : cookies.GetRequestCookie(context, NameOf(context, key));

    public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options) =>
        cookies.AppendResponseCookie(context, NameOf(context, key), value, options);

    public void DeleteCookie(HttpContext context, string key, CookieOptions options) => cookies.DeleteCookie(context, NameOf(context, key), options);

    private static string NameOf(HttpContext context, string key) => StaffCookieBuilder.MustBeSecure(context.Request) ? "__Host-" + key : key;
}
