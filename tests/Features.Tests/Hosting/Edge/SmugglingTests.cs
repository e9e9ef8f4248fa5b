using System.Text.RegularExpressions;

namespace Mobile.Features.Tests.Hosting.Edge;

/// <summary>
/// Requests that a proxy may read otherwise than we do (RFC 9112 §11.2): of each, at most one answer comes, and what hides in it is never run.
/// </summary>
public sealed partial class SmugglingTests(SqliteHost host) : IClassFixture<SqliteHost>
{
    private const string Hidden = "GET /health/live HTTP/1.1\r\nHost: hidden\r\nConnection: close\r\n\r\n";

    [Theory]
    [InlineData("Content-Length: 5\r\nTransfer-Encoding: chunked", "0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 0", "0\r\n\r\n")]
    [InlineData("Content-Length: 0\r\nContent-Length: 5", "")]
    [InlineData("Content-Length: 5, 0", "")]
    [InlineData("Content-Length: -1", "")]
    [InlineData("Content-Length: 0x0", "")]
    [InlineData("Content-Length : 0", "")]
    [InlineData("Transfer-Encoding: xchunked", "0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked, identity", "0\r\n\r\n")]
    [InlineData("Transfer-Encoding: identity", "0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", "0\r\n\r\n")]
    [InlineData("Transfer-Encoding : chunked", "0\r\n\r\n")]
    [InlineData("Transfer-Encoding:\r\n chunked", "0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked", "0\n\n")]
    [InlineData("Transfer-Encoding: chunked", "-1\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked", "0x0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked", "fffffffffffffffff\r\n\r\n")]
    [InlineData("X-Nothing: a\nContent-Length: 0", "")]
    [InlineData("X-Nothing: a\nContent-Length: 70", "")]
    [InlineData("X-Nothing: a\rContent-Length: 0", "")]
    [InlineData("X-Nothing: a\0b\r\nContent-Length: 0", "")]
    public async Task A_request_of_two_readings_is_refused_and_its_connection_ends(string headers, string body)
    {
        var answers = await RawHttp.SendAsync(host.Address, $"POST /oauth/revoke HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n{headers}\r\n\r\n{body}{Hidden}");

        Assert.StartsWith("HTTP/1.1 4", answers, StringComparison.Ordinal);
        Assert.Single(StatusLine().Matches(answers));
        Assert.DoesNotContain("Healthy", answers, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET /api/v2/../v2/orders")]
    [InlineData("GET /api/v2/%2e%2e/v2/orders")]
    [InlineData("GET /health/live/../../api/v2/orders")]
    [InlineData("GET /api/config/../v2/orders")]
    [InlineData("GET //api/v2/orders")]
    [InlineData("GET /api//v2/orders")]
    [InlineData("GET /API/V2/ORDERS")]
    [InlineData("GET /api/v2/orders/")]
    [InlineData("GET /api/v2/orders;jsessionid=1")]
    [InlineData("GET /api/v2%2forders")]
    [InlineData("GET /api%2fv2%2forders")]
    [InlineData("GET /api/v2\\orders")]
    [InlineData("GET /api/v2/orders%00")]
    [InlineData("GET /api/v2/orders%0d%0aX:1")]
    [InlineData("GET /./api/v2/orders")]
    [InlineData("GET http://elsewhere/api/v2/orders")]
    [InlineData("GET /api/v2/images/..%2f..%2forders")]
    [InlineData("POST /api/v2/orders?_method=GET")]
    [InlineData("HEAD /api/v2/orders")]
    [InlineData("TRACE /api/v2/orders")]
    [InlineData("CONNECT api:80")]
    [InlineData("get /api/v2/orders")]
    [InlineData("GET /admin/../api/v2/orders")]
    [InlineData("GET /%61dmin")]
    [InlineData("GET /ADMIN/orders")]
    [InlineData("GET /admin/orders/..;/")]
    public async Task No_spelling_of_a_path_leads_past_the_sign_in(string request)
    {
        var answer = await RawHttp.SendAsync(host.Address, $"{request} HTTP/1.1\r\nHost: localhost\r\nX-Original-URL: /api/v2/orders\r\nX-HTTP-Method-Override: GET\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");

        Assert.Matches("^HTTP/1.1 (302|400|401|404|405)", answer);
        Assert.DoesNotContain("items", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/../../oauth/token")]
    [InlineData("/%2e%2e/%2e%2e/admin")]
    [InlineData("/..%2f..%2fadmin")]
    [InlineData("//elsewhere/orders")]
    [InlineData("/orders\r\nX-Evil: 1")]
    [InlineData("/../v1/orders")]
    public async Task A_batch_stays_below_its_version(string url)
    {
        var alice = await host.SignInAsync("alice");

        var answer = await alice.SendAsync(HttpMethod.Post, "/api/v2/batch", System.Net.Http.Json.JsonContent.Create(new { requests = new[] { new { id = "1", method = "GET", url } } }));

        Assert.Equal(404, (await answer.ReadAsync()).GetProperty("responses")[0].GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task Headers_without_end_are_cut_off()
    {
        var answer = await RawHttp.SendAsync(host.Address, $"GET /health/live HTTP/1.1\r\nHost: localhost\r\nX-Long: {new string('x', 20_000)}\r\n\r\n");
        var many = await RawHttp.SendAsync(host.Address, $"GET /health/live HTTP/1.1\r\nHost: localhost\r\n{string.Concat(Enumerable.Range(0, 70).Select(i => $"X-{i}: 1\r\n"))}\r\n");

        Assert.StartsWith("HTTP/1.1 431", answer, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 431", many, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^HTTP/1\.1 \d{3}", RegexOptions.Multiline, 1000)]
    private static partial Regex StatusLine();
}
