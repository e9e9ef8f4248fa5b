using Mobile.Features.Pipeline;
using Mobile.Features.Sessions;

namespace Mobile.Api.Docs;

/// <summary>Serves the contracts at <c>/openapi/{version}.json</c>, and <c>/docs</c> to read and try them, signed in by PKCE.</summary>
internal static class DocsPage
{
    private const string Script = "/docs/try-it-out.js";

    public static void UseDocs(this WebApplication app, AuthOptions auth)
    {
        app.MapContracts();
        app.MapGet("/", () => TypedResults.LocalRedirect("/docs")).ExcludeFromDescription();
        app.MapGet(Script, () => TypedResults.Stream(OpenScript(), "text/javascript")).ExcludeFromDescription();
        app.UseWhen(IsPage, docs => docs.UseSwaggerUI(page =>
        {
            page.RoutePrefix = "docs";
            page.DocumentTitle = "Mobile API";
            foreach (var version in ApiVersions.CurrentFirst)
            {
                page.SwaggerEndpoint($"/openapi/{version}.json", ApiVersions.Label(version));
            }

            page.OAuthClientId(auth.ClientId);
            page.OAuthScopes("openid", "profile");
            page.OAuthUsePkce();
            page.InjectJavascript(Script);

            // The page rebuilds these from their text: what stands between the braces, without an async.
            page.UseRequestInterceptor("(request) => { return tryItOut.prepare(request); }");
            page.UseResponseInterceptor("(response) => { return tryItOut.receive(response); }");
        }));
    }

    private static bool IsPage(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/docs", StringComparison.OrdinalIgnoreCase) && context.Request.Path != Script;

    private static Stream OpenScript() => typeof(DocsPage).Assembly.GetManifestResourceStream("Mobile.Api.Docs.try-it-out.js")!;
}
