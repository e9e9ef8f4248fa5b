using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Mobile.Admin.Security;

/// <summary>What a browser may do on a page of the dashboard: run our one script, and send forms to us. Radzen's charts have styles in attributes.</summary>
internal static class PageHeaders
{
    public static void UsePageHeaders(this IApplicationBuilder app)
    {
        const string policy = "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
            + "connect-src 'self'; form-action 'self'; base-uri 'self'; frame-ancestors 'none'";
        app.Use((context, next) =>
        {
            if (context.Request.Path.StartsWithSegments("/admin", StringComparison.OrdinalIgnoreCase))
            {
                // At the last moment: what stands in the place of a page that fails begins with no headers.
                context.Response.OnStarting(() =>
                {
                    Write(context.Response.Headers, policy);
                    return Task.CompletedTask;
                });
            }

            return next(context);
        });
    }

    private static void Write(IHeaderDictionary headers, string policy)
    {
        headers.ContentSecurityPolicy = policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
    }
}
