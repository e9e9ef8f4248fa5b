namespace Mobile.Api.Hosting.Edge;

/// <summary>
/// What keeps a browser from doing more with an answer than to read it. Apps need none of it; an answer that a person was lured to open does. Pages of the
/// dashboard have their own, stricter ones.
/// </summary>
internal static class SafeHeaders
{
    /// <summary>For what is no page: nothing runs, nothing frames it. The pictures of the sample shop, which are SVG, have styles.</summary>
    private const string NoPage = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

    /// <summary>The page of the docs has an inline script of its own, and talks to the identity provider.</summary>
    private const string DocsPage = "frame-ancestors 'none'; object-src 'none'; base-uri 'self'";

    public static void AddSafeHeaders(this IServiceCollection services) => services.AddHsts(hsts => hsts.MaxAge = TimeSpan.FromDays(365));

    public static void UseSafeHeaders(this WebApplication app)
    {
        if (!app.Environment.IsDevelopment())
        {
            app.UseHsts();
        }

        app.Use((context, next) =>
        {
            // Set again at the last moment: whoever handles a failure clears the headers first.
            context.Response.OnStarting(static state =>
            {
                Write((HttpContext)state);
                return Task.CompletedTask;
            }, context);
            return next(context);
        });
    }

    private static void Write(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        if (headers.ContentSecurityPolicy.Count == 0 && context.Response.ContentType is { } type && IsShown(type))
        {
            headers.ContentSecurityPolicy = context.Request.Path.StartsWithSegments("/docs", StringComparison.OrdinalIgnoreCase) ? DocsPage : NoPage;
        }
    }

    /// <summary>A browser draws it; JSON it only shows.</summary>
    private static bool IsShown(string type) =>
        type.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) || type.StartsWith("image/svg", StringComparison.OrdinalIgnoreCase);
}
