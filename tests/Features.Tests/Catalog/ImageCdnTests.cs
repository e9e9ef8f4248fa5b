using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Web;
using Mobile.Features.Pipeline;

namespace Mobile.Features.Tests.Catalog;

public sealed class ImageCdnTests
{
    private const string Key = "a key of at least thirty-two characters";

    [Fact]
    public async Task A_picture_is_at_the_cdn_at_the_width_that_was_asked_for_and_signed()
    {
        await using var store = new SqliteStore();
        await using var node = await ApiProcess.StartAsync(store, settings: new()
        {
            ["Images:Template"] = "https://img.example.com/shop/{name}?w={width}&e={expires}&s={signature}",
            ["Images:SigningKey"] = Key,
        });
        using var anyone = App.Anonymous(node.Address);

        foreach (var version in ApiVersions.Names)
        {
            var answer = await anyone.GetAsync($"/api/{version}/images/trail-jacket-mos?w=640&dpr=2");

            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
            Assert.Equal("public, max-age=3600", answer.Header("Cache-Control"));
            var url = answer.Headers.Location!;
            Assert.Equal("https://img.example.com/shop/trail-jacket-mos", url.GetLeftPart(UriPartial.Path));
            var query = HttpUtility.ParseQueryString(url.Query);
            Assert.Equal("1280", query["w"]);
            var left = DateTimeOffset.FromUnixTimeSeconds(long.Parse(query["e"]!)) - TimeProvider.System.GetUtcNow();
            Assert.InRange(left, TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(121));
            var signed = url.PathAndQuery[..(url.PathAndQuery.IndexOf("&s=", StringComparison.Ordinal) + 3)];
            Assert.Equal(Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Key), Encoding.UTF8.GetBytes(signed))), query["s"]);
            await (await anyone.GetAsync($"/api/{version}/images/trail-jacket-mos?w=4000")).AssertProblemAsync(400, "invalid-parameter");
        }
    }
}
