using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Mobile.Admin.Security;
using Mobile.Admin.SignIn;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Admin.Actions;

/// <summary>Light, dark, or what the device prefers: remembered by the browser alone.</summary>
internal static class ChooseTheme
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);

    public static void Map(IEndpointRouteBuilder staff) => staff.MapPost("/theme", async (HttpContext context) =>
    {
        if (!context.HasValidToken())
        {
            return PipelineProblems.BadRequest;
        }

        var form = await ActionInput.ReadFormAsync(context);
        context.Response.Cookies.Append(Viewer.ThemeCookie, form["theme"].ToString(), new()
        {
            MaxAge = Lifetime,
            Path = context.Request.PathBase + "/admin",
            SameSite = SameSiteMode.Lax,
            HttpOnly = true,
            IsEssential = true,
            Secure = StaffCookieBuilder.MustBeSecure(context.Request),
        });
        return PageResults.Redirect(ReturnUrl.Check(form["returnUrl"]), notice: null);
    }).WithMetadata(new RequireAntiforgeryTokenAttribute());
}
