using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Mobile.Admin.SignIn;

/// <summary>
/// Shows a page in the place of one that the signed-in person may not see, under its URL and with the status 403. Runs before routing, since it
/// asks for another path.
/// </summary>
internal sealed class DeniedPage(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);
        if (context.Response is not { StatusCode: StatusCodes.Status403Forbidden, HasStarted: false, ContentType: null }
            || !context.Request.Path.StartsWithSegments(ReturnUrl.Home, StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        var (path, method) = (context.Request.Path, context.Request.Method);
        try
        {
            (context.Request.Path, context.Request.Method) = (StaffAccess.DeniedPath, HttpMethods.Get);
            context.SetEndpoint(null);
            context.Features.Get<IRouteValuesFeature>()?.RouteValues.Clear();
            await next(context);
        }
        finally
        {
            (context.Request.Path, context.Request.Method) = (path, method);
        }
    }
}
