using Microsoft.AspNetCore.Authorization;
using Mobile.Features.Pipeline;

namespace Mobile.Admin.SignIn;

/// <summary>What every page and every action below <c>/admin</c> requires: signed in here, with one of the roles. The API's own scheme stays the default.</summary>
public static class StaffAccess
{
    /// <summary>The policy's name, for <c>RequireAuthorization</c>.</summary>
    public const string Policy = "staff";

    /// <summary>Who is signed in, by the cookie.</summary>
    public const string CookieScheme = "staff";

    /// <summary>How to sign in, at the provider.</summary>
    public const string ProviderScheme = "staff-provider";

    /// <summary>Where the provider sends the browser back to, as registered there.</summary>
    public const string CallbackPath = "/admin/signin";

    public const string StartPath = CallbackPath + "/start";
    public const string FailedPath = CallbackPath + "/failed";
    public const string SignOutPath = "/admin/signout";
    public const string SignedOutPath = "/admin/signedout";
    public const string DeniedPath = "/admin/denied";

    internal static void Require(AuthorizationPolicyBuilder policy) => policy
        .AddAuthenticationSchemes(CookieScheme)
        .RequireAuthenticatedUser()
        .RequireClaim(Staff.RolesClaim, Staff.Roles);
}
