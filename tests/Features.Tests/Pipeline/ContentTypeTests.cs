using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Mobile.Features.Tests.Pipeline;

/// <summary>What HTTP libraries write into Content-Type and Content-Encoding, and how they cut bodies off.</summary>
public sealed class ContentTypeTests(SqliteHost host) : IClassFixture<SqliteHost>
{
    [Theory]
    [EveryVersion("application/json; charset=\"utf-8\"")]
    [EveryVersion("application/json; charset=utf8")]
    [EveryVersion("application/json; charset=\"UTF8\"")]
    [EveryVersion("application/json;charset=UTF-8")]
    [EveryVersion("application/json; odata=verbose; charset=\"utf-8\"")]
    [EveryVersion("application/json;")]
    [EveryVersion("application/vnd.mobile+json; charset=utf8")]
    public async Task Json_in_utf8_is_read_however_its_charset_is_spelled(string contentType, string version)
    {
        using var alice = await host.SignInAsync("alice");

        var answer = await alice.PostAsync($"/api/{version}/orders", Order(version, contentType, "für Zoë"), App.NewKey());

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal("für Zoë", (await alice.ReadAsync(answer.Headers.Location!.OriginalString)).Text("note"));
    }

    [Theory]
    [EveryVersion("application/json; charset=iso-8859-1")]
    [EveryVersion("application/json; charset=utf-16")]
    [EveryVersion("application/json; charset=\"windows-1252\"")]
    [EveryVersion("application/json; charset=")]
    [EveryVersion("application/json; charset=klingon")]
    [EveryVersion("application/json; charset=utf-8; charset=latin1")]
    public async Task Another_charset_is_told_so(string contentType, string version)
    {
        using var alice = await host.SignInAsync("alice");

        var answer = await alice.PostAsync($"/api/{version}/orders", Order(version, contentType), App.NewKey());

        await answer.AssertProblemAsync(415, "unsupported-media-type");
    }

    [Theory]
    [EveryVersion]
    public async Task So_is_another_patch_format_than_the_two_that_are_read(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var path = $"/api/{version}/orders/{await alice.PlaceOrderAsync(version: version)}";
        foreach (var (contentType, status) in new[]
        {
            ("application/merge-patch+json; charset=\"utf-8\"", 200), ("application/json; charset=utf8", 200), ("text/plain", 415),
        })
        {
            var known = (await alice.ReadAsync(path)).GetProperty("version").GetInt64();
            var patch = Body(contentType, new JsonObject { ["note"] = contentType }.ToJsonString());

            var answer = await alice.SendAsync(HttpMethod.Patch, path, patch, ("Idempotency-Key", App.NewKey()), ("If-Match", $"\"{known}\""));

            Assert.Equal(status, (int)answer.StatusCode);
        }
    }

    [Theory]
    [EveryVersion("utf8", 201)]
    [EveryVersion("\"utf-8\"", 201)]
    [EveryVersion("latin1", 415)]
    public async Task Inside_of_a_batch_the_same_holds(string charset, int status, string version)
    {
        using var alice = await host.SignInAsync("alice");
        var item = new JsonObject
        {
            ["id"] = "1",
            ["method"] = "POST",
            ["url"] = "/orders",
            ["headers"] = new JsonObject { ["Idempotency-Key"] = App.NewKey(), ["Content-Type"] = $"application/json; charset={charset}" },
            ["body"] = Contract.Of(version).Order("MUG-RED"),
        };

        var batch = await alice.SendAsync(
            HttpMethod.Post, $"/api/{version}/batch", Body("application/json; charset=utf8", new JsonObject { ["requests"] = new JsonArray(item) }.ToJsonString()));

        Assert.Equal(HttpStatusCode.OK, batch.StatusCode);
        Assert.Equal(status, (await batch.ReadAsync()).GetProperty("responses")[0].GetProperty("status").GetInt32());
    }

    [Theory]
    [EveryVersion("gzip")]
    [EveryVersion("br")]
    [EveryVersion("deflate")]
    public async Task A_compressed_body_is_told_so_and_changes_nothing(string coding, string version)
    {
        using var alice = await host.SignInAsync("alice");
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(Contract.Of(version).Order("MUG-RED").ToJsonString()));
        }

        var before = await CountAsync();
        var body = new ByteArrayContent(packed.ToArray()) { Headers = { ContentType = new("application/json"), ContentEncoding = { coding } } };

        var answer = await alice.PostAsync($"/api/{version}/orders", body, App.NewKey());

        await answer.AssertProblemAsync(415, "unsupported-media-type");
        Assert.Equal("identity", answer.Header("Accept-Encoding"));
        Assert.Equal(before, await CountAsync());
    }

    [Theory]
    [EveryVersion]
    public async Task A_body_that_says_that_it_is_not_compressed_is_read(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var body = Order(version, "application/json");
        body.Headers.ContentEncoding.Add("identity");

        Assert.Equal(HttpStatusCode.Created, (await alice.PostAsync($"/api/{version}/orders", body, App.NewKey())).StatusCode);
    }

    [Theory]
    [EveryVersion]
    public async Task A_mark_of_the_byte_order_is_passed_over(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var body = new ByteArrayContent([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Contract.Of(version).Order("MUG-RED").ToJsonString())]);
        body.Headers.ContentType = new("application/json");

        Assert.Equal(HttpStatusCode.Created, (await alice.PostAsync($"/api/{version}/orders", body, App.NewKey())).StatusCode);
    }

    /// <summary>Some apps set these on every request.</summary>
    [Theory]
    [EveryVersion("Content-Encoding", "gzip")]
    [EveryVersion("Content-Type", "application/json; charset=latin1")]
    public async Task Without_a_body_they_mean_nothing(string header, string value, string version)
    {
        using var alice = await host.SignInAsync("alice");
        foreach (var path in new[] { $"/api/{version}/profile", "/api/config" })
        {
            var body = new ByteArrayContent([]);
            body.Headers.TryAddWithoutValidation(header, value);

            Assert.Equal(HttpStatusCode.OK, (await alice.SendAsync(HttpMethod.Get, path, body)).StatusCode);
        }
    }

    [Theory]
    [InlineData("/oauth/token")]
    [InlineData("/oauth/revoke")]
    [InlineData("/dev-identity/token")]
    [InlineData("/admin/signout")]
    public async Task A_form_in_a_charset_that_cannot_be_read_is_told_so(string path)
    {
        using var anyone = App.Anonymous(host.Address);
        foreach (var charset in new[] { "utf-7", "UTF-7", "unicode-1-1-utf-7" })
        {
            var answer = await anyone.SendAsync(
                HttpMethod.Post, path, Body($"application/x-www-form-urlencoded; charset={charset}", "grant_type=refresh_token"));

            Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        }
    }

    [Fact]
    public async Task So_is_a_part_of_a_form()
    {
        using var anyone = App.Anonymous(host.Address);
        var form = "--x\r\nContent-Disposition: form-data; name=\"grant_type\"\r\nContent-Type: text/plain; charset=utf-7\r\n\r\nx\r\n--x--\r\n";

        await (await anyone.SendAsync(HttpMethod.Post, "/oauth/token", Body("multipart/form-data; boundary=x", form))).AssertOAuthErrorAsync("invalid_request");
    }

    [Theory]
    [InlineData("/oauth/token")]
    [InlineData("/oauth/revoke")]
    [InlineData("/dev-identity/token")]
    public async Task A_form_in_parts_that_is_cut_off_is_an_invalid_request(string path)
    {
        using var anyone = App.Anonymous(host.Address);
        foreach (var form in new[]
        {
            "--x\r\nContent-Disposition: form-data; name=\"grant_type\"\r\n\r\nrefresh_to", "--x\r\nContent-Disp", "--x", "", "--y--\r\n",
        })
        {
            var body = new ByteArrayContent(Encoding.ASCII.GetBytes(form));
            body.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=x");

            await (await anyone.SendAsync(HttpMethod.Post, path, body)).AssertOAuthErrorAsync("invalid_request");
        }
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded; charset=\"utf-8\"")]
    [InlineData("application/x-www-form-urlencoded; charset=utf8")]
    [InlineData("application/x-www-form-urlencoded; charset=klingon")]
    public async Task A_form_is_read_however_its_charset_is_spelled(string contentType)
    {
        using var anyone = App.Anonymous(host.Address);
        var body = Body(contentType, "grant_type=refresh_token&refresh_token=none");

        await (await anyone.SendAsync(HttpMethod.Post, "/oauth/token", body)).AssertOAuthErrorAsync("invalid_grant");
    }

    /// <summary>A phone that is called "Zoës" may say so in ISO-8859-1, in UTF-8, or in both at once.</summary>
    [Theory]
    [EveryVersion("X-Device-Id: phone-of-Zo\u00eb")]
    [EveryVersion("X-App-Version: 3.2.1-\u00e4")]
    [EveryVersion("User-Agent: Caf\u00e9/1.0 (\u00ff\u00fe)")]
    [EveryVersion("X-Other: \u00c3\u00ab and \u00eb")]
    public async Task A_header_that_is_not_utf8_is_no_reason_to_hang_up(string header, string version)
    {
        using var alice = await host.SignInAsync("alice");

        var answer = await RawHttp.SendAsync(host.Address, Encoding.Latin1.GetBytes(
            $"GET /api/{version}/orders HTTP/1.1\r\nHost: x\r\n{header}\r\nAuthorization: Bearer {alice.AccessToken}\r\nConnection: close\r\n\r\n"));

        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
    }

    [Theory]
    [EveryVersion]
    public async Task A_key_that_is_not_ascii_is_a_problem(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var body = Contract.Of(version).Order("MUG-RED").ToJsonString();

        var answer = await RawHttp.SendAsync(host.Address, Encoding.Latin1.GetBytes(
            $"POST /api/{version}/orders HTTP/1.1\r\nHost: x\r\nIdempotency-Key: key-of-Zo\u00eb-0000001\r\nContent-Type: application/json\r\n"
            + $"Authorization: Bearer {alice.AccessToken}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"));

        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"idempotency-key-invalid\"", answer, StringComparison.Ordinal);
    }

    private static ByteArrayContent Order(string version, string contentType, string? note = null) =>
        Body(contentType, Contract.Of(version).Order("MUG-RED", note: note).ToJsonString());

    private static ByteArrayContent Body(string contentType, string text)
    {
        var body = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        body.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return body;
    }

    private Task<long> CountAsync() => host.Store.ReadAsync<long>("SELECT COUNT(*) FROM orders");
}
