using System.Globalization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Mobile.Admin.SignIn;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Limits;

namespace Mobile.Admin.Security;

/// <summary>Refuses who asks more of the dashboard than their budget, before a page or an action begins. Styles and scripts are not below its path.</summary>
internal static class StaffLimits
{
    /// <summary>
    /// Bounds what comes back from the provider, by address: whoever it is shows only after the provider was asked and a session was opened.
    /// Precedes authentication, which answers there.
    /// </summary>
    public static void UseCallbackLimit(this IApplicationBuilder app) => app.Use((context, next) =>
        context.Request.Path == StaffAccess.CallbackPath ? TakeAsync(context, userId: null, next) : next(context));

    /// <summary>Follows routing and precedes authorization, which finds the cookie read already.</summary>
    public static void UseStaffLimits(this IApplicationBuilder app) => app.Use((context, next) =>
        context.Request.Path.StartsWithSegments(ReturnUrl.Home, StringComparison.OrdinalIgnoreCase) && context.Request.Path != StaffAccess.DeniedPath
            ? LimitAsync(context, next)
            : next(context));

    private static async Task LimitAsync(HttpContext context, RequestDelegate next)
    {
        var staff = await context.AuthenticateAsync(StaffAccess.CookieScheme);
        await TakeAsync(context, staff.Principal?.FindFirst(Caller.UserIdClaim)?.Value, next);
    }

    private static async Task TakeAsync(HttpContext context, string? userId, RequestDelegate next)
    {
        if (await context.RequestServices.GetRequiredService<RateLimits>().TakeForDashboardAsync(context, userId) is { } refused)
        {
            await RefuseAsync(context.Response, refused.RetryAfterSeconds ?? 1);
        }
        else
        {
            await next(context);
        }
    }

    /// <summary>Writes a page without a layout, which would ask the database what to show.</summary>
    private static Task RefuseAsync(HttpResponse response, int seconds)
    {
        response.StatusCode = StatusCodes.Status429TooManyRequests;
        response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        response.ContentType = "text/html; charset=utf-8";
        return response.WriteAsync(
            $"""
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Too many requests</title>
            <link rel="stylesheet" href="/_content/Mobile.Admin/admin.css">
            <main><h1>Too many requests</h1><p>More was asked of the dashboard than the limit allows. Nothing was done. Try again in {seconds} s.</p></main>
            </html>
            """,
            CancellationToken.None);
    }
}
