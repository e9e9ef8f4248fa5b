using System.Net;
using System.Text;

namespace Mobile.Features.Tests.Hosting;

public sealed class CompressionTests(SqliteHost host) : IClassFixture<SqliteHost>
{
    [Theory]
    [EveryVersion("br")]
    [EveryVersion("gzip")]
    public async Task An_answer_travels_small_and_unpacks_to_the_same(string encoding, string version)
    {
        using var alice = await host.SignInAsync("alice");
        var plain = await alice.GetAsync($"/api/{version}/orders?limit=20");

        var packed = await alice.GetAsync($"/api/{version}/orders?limit=20", ("Accept-Encoding", encoding));

        Assert.Equal(encoding, packed.Header("Content-Encoding"));
        Assert.Equal("Accept-Encoding", packed.Header("Vary"));
        var bytes = await packed.Content.ReadAsByteArrayAsync();
        var text = await plain.Content.ReadAsStringAsync();
        Assert.True(bytes.Length * 3 < text.Length, $"{bytes.Length} of {text.Length}");
        Assert.Equal(text, await Packed.ReadTextAsync(encoding, bytes));
    }

    [Theory]
    [EveryVersion]
    public async Task A_compressed_answer_has_the_etag_that_a_write_is_matched_by(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var id = await alice.PlaceOrderAsync(version: version);
        var read = await alice.GetAsync($"/api/{version}/orders/{id}", ("Accept-Encoding", "br"));

        var patched = await alice.SendAsync(
            HttpMethod.Patch,
            $"/api/{version}/orders/{id}",
            new StringContent("{\"note\":\"x\"}", Encoding.UTF8, "application/merge-patch+json"),
            ("Idempotency-Key", App.NewKey()),
            ("If-Match", read.Header("ETag")!));

        Assert.Equal("br", read.Header("Content-Encoding"));
        Assert.Equal(HttpStatusCode.OK, patched.StatusCode);
        Assert.Equal(HttpStatusCode.NotModified, (await alice.GetAsync($"/api/{version}/orders/{id}", ("Accept-Encoding", "br"), ("If-None-Match", "\"2\""))).StatusCode);
    }

    [Theory]
    [EveryVersion]
    public async Task A_replay_is_the_same_bytes_however_it_travels(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var key = App.NewKey();
        var body = Contract.Of(version).Order("MUG-RED", 2);
        var first = await alice.PostAsync($"/api/{version}/orders", body, key);

        var replay = await alice.SendAsync(
            HttpMethod.Post, $"/api/{version}/orders", System.Net.Http.Json.JsonContent.Create(body), ("Idempotency-Key", key), ("Accept-Encoding", "gzip"));

        Assert.True(replay.IsReplay());
        Assert.Equal(await first.Content.ReadAsStringAsync(), await Packed.ReadTextAsync("gzip", await replay.Content.ReadAsByteArrayAsync()));
    }

    [Fact]
    public async Task A_reply_that_holds_tokens_is_not_compressed()
    {
        using var anyone = App.Anonymous(host.Address);
        var form = new FormUrlEncodedContent([new("grant_type", "refresh_token"), new("refresh_token", "x")]);

        var answer = await anyone.SendAsync(HttpMethod.Post, "/oauth/token", form, ("Accept-Encoding", "br, gzip"));

        Assert.Null(answer.Header("Content-Encoding"));
    }
}
