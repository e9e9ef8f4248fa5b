using System.Net;
using Mobile.Features.SampleData;

namespace Mobile.Api.DevIdentity;

/// <summary>The pages of the development provider; the first of them says what an app has to be told to sign in here.</summary>
internal static class DevPage
{
    public static IResult Show(string html, int status = StatusCodes.Status200OK) => Results.Content(html, "text/html; charset=utf-8", statusCode: status);

    public static string RolesOf(SampleUser user) => user.Roles.Count > 0 ? $"staff: {string.Join(", ", user.Roles)}" : "customer";

    public static IResult Describe(HttpRequest request, DevClients clients)
    {
        var (issuer, origin) = (DevIdentityRegistration.IssuerOf(request), DevIdentityRegistration.OriginOf(request));
        var rows = clients.All.Select(client => $"""
            <tr><th scope="row"><code>{Encode(client.Id)}</code></th><td>{string.Join("<br>", client.Redirects.Select(uri => Code(uri.StartsWith('/') ? origin + uri : uri)))}</td></tr>
            """);
        var users = SampleUser.All.Select(user => $"<li><b>{user.Name}</b><small><code>login_hint={user.Subject}</code> · {RolesOf(user)}</small></li>");
        return Show(Html("Sign in here while you develop", $"""
            <p>This OpenID Connect provider is part of the product. Apps use authorization code with PKCE (S256), and no secret.</p>
            <dl>
              <dt>Authority</dt><dd>{Code(issuer)}</dd>
              <dt>Discovery</dt><dd><a class="plain" href="{Encode(issuer)}/.well-known/openid-configuration">/.well-known/openid-configuration</a></dd>
              <dt>Scopes</dt><dd>{Code("openid profile email")}</dd>
            </dl>
            <h2>Clients and their redirect URIs</h2>
            <table>{string.Concat(rows)}</table>
            <p>Add your app's own with the setting {Code(DevClients.Key)}, separated by commas:</p>
            <pre>{Code($"dotnet run --project Api -- --{DevClients.Key}=com.example.shop:/signin")}</pre>
            <p>One on a loopback address without a port, such as {Code("http://127.0.0.1/callback")}, is good for every port.</p>
            <h2>Users</h2>
            <ul>{string.Concat(users)}</ul>
            <p>A sign-in shows a page to pick one of them; with {Code("login_hint")} it signs that one in at once. Try it:
            <a class="plain" href="{Encode(request.PathBase)}/docs">the docs</a>, <a class="plain" href="{Encode(request.PathBase)}/admin">the dashboard</a>.</p>
            """));
    }

    public static string Html(string title, string content) => $$"""
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{{title}} · development identity</title>
        <style>
          :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
          body { max-width: 34rem; margin: 10vh auto; padding: 0 1rem }
          h1 { font-size: 1.25rem }
          h2 { font-size: 1rem; margin-top: 1.5rem }
          ul { list-style: none; padding: 0; display: grid; gap: .5rem; max-width: 22rem }
          a:not(.plain) { display: block; padding: .6rem .9rem; border: 1px solid #8888; border-radius: .5rem; color: inherit; text-decoration: none }
          a:not(.plain):hover, a:not(.plain):focus-visible { border-color: currentColor }
          .plain { color: inherit }
          small { display: block; opacity: .75 }
          dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem }
          dd { margin: 0 }
          table { border-collapse: collapse; width: 100% }
          th, td { text-align: start; vertical-align: top; padding: .35rem 1rem .35rem 0; border-top: 1px solid #8884; font-weight: normal }
          code { font-size: .875em; overflow-wrap: anywhere }
          pre { overflow-x: auto }
          pre code { overflow-wrap: normal }
        </style>
        <main><h1>{{title}}</h1>{{content}}<p><small>The development identity provider: no passwords, Development only.</small></p></main>
        </html>
        """;

    private static string Code(string text) => $"<code>{Encode(text)}</code>";

    private static string Encode(string? text) => WebUtility.HtmlEncode(text ?? "");
}
