using System.Net;
using System.Text;

namespace Mobile.Client.Tests.Http;

/// <summary>An answer that somebody in between gives: the sign-in page of a network, a proxy, a maintenance page.</summary>
public sealed record ForeignAnswer(HttpStatusCode Status, string? MediaType = null, string Body = "", string? Location = null)
{
    private const string Html = "text/html";
    private const string Json = "application/json";
    private const string Page = "<html><body>Room number?</body></html>";

    public static readonly IReadOnlyDictionary<string, ForeignAnswer> All = new Dictionary<string, ForeignAnswer>(StringComparer.Ordinal)
    {
        ["200 with a page"] = new(HttpStatusCode.OK, Html, Page),
        ["200 with a page that says it is JSON"] = new(HttpStatusCode.OK, Json, Page),
        ["200 with {}"] = new(HttpStatusCode.OK, Json, "{}"),
        ["200 with []"] = new(HttpStatusCode.OK, Json, "[]"),
        ["200 with null"] = new(HttpStatusCode.OK, Json, "null"),
        ["200 with another shape"] = new(HttpStatusCode.OK, Json, """{"status":"ok","items":null,"responses":null,"profile":1}"""),
        ["200 with text"] = new(HttpStatusCode.OK, "text/plain", "OK"),
        ["200 with nothing"] = new(HttpStatusCode.OK),
        ["201 with {}"] = new(HttpStatusCode.Created, Json, "{}"),
        ["204"] = new(HttpStatusCode.NoContent),
        ["206"] = new(HttpStatusCode.PartialContent, Json, "{"),
        ["302"] = new(HttpStatusCode.Found, Location: "http://portal.example/login"),
        ["304"] = new(HttpStatusCode.NotModified),
        ["400 with {}"] = new(HttpStatusCode.BadRequest, Json, "{}"),
        ["403 with a page"] = new(HttpStatusCode.Forbidden, Html, Page),
        ["404 with a problem of nobody"] = new(HttpStatusCode.NotFound, "application/problem+json", """{"title":"Not Found"}"""),
        ["410 with {}"] = new(HttpStatusCode.Gone, Json, "{}"),
        ["412 with a page"] = new(HttpStatusCode.PreconditionFailed, Html, Page),
    };

    public void Write(HttpResponseMessage answer)
    {
        if (MediaType is not null)
        {
            answer.Content = new StringContent(Body, Encoding.UTF8, MediaType);
        }

        answer.Headers.Location = Location is null ? null : new(Location);
    }
}
