using Mobile.Features.Pipeline;
using Mobile.Features.Sessions;

namespace Mobile.Api.Docs;

/// <summary>The contracts at <c>/openapi/{version}.json</c>, and <c>/docs</c> to read and try them, signed in by PKCE.</summary>
internal static class DocsPage
{
    /// <summary>
    /// The page signs in at the provider and receives an id token; this trades it for an access token of ours, as an app does.
    /// </summary>
    /// <remarks>The page rebuilds the function from its text, which loses an <c>async</c>.</remarks>
    private const string ExchangeIdToken = """
        (response) => {
          const issued = response.body;
          if (!issued || !issued.id_token) return response;
          return fetch('/oauth/token', {
            method: 'POST',
            body: new URLSearchParams({
              grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
              subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
              subject_token: issued.id_token,
            }),
          }).then((exchanged) => exchanged.text().then((text) => Object.assign(response, {
            ok: exchanged.ok, status: exchanged.status, text, data: text,
          })));
        }
        """;

    public static void UseDocs(this WebApplication app, AuthOptions auth)
    {
        app.MapOpenApi($$"""/openapi/{documentName:regex(^({{string.Join('|', ApiVersions.Names)}})$)}.json""");
        app.MapGet("/", () => TypedResults.LocalRedirect("/docs")).ExcludeFromDescription();
        app.UseWhen(request => request.Request.Path.StartsWithSegments("/docs", StringComparison.OrdinalIgnoreCase), docs => docs.UseSwaggerUI(page =>
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
            page.UseResponseInterceptor(ExchangeIdToken.ReplaceLineEndings(" "));
        }));
    }
}
