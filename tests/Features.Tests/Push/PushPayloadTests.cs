using System.Text;
using System.Text.Json;
using Mobile.Features.Devices;
using Mobile.Features.Push;

namespace Mobile.Features.Tests.Push;

public sealed class PushPayloadTests
{
    [Fact]
    public void Apple_gets_the_text_in_aps_and_the_rest_beside_it()
    {
        Assert.Equal(
            """{"aps":{"alert":{"title":"Hi","body":"Öl & <b>"},"sound":"default"},"pushId":"p1","deepLink":"mobile://orders/1?a=b&c"}""",
            Text(PushPlatform.Apns, "Hi", "Öl & <b>", "mobile://orders/1?a=b&c"));
    }

    [Fact]
    public void Google_gets_a_message_with_data_of_strings()
    {
        Assert.Equal(
            """{"message":{"notification":{"title":"Hi","body":"b"},"data":{"pushId":"p1"},"android":{"priority":"high","ttl":"3600s","collapse_key":"c1"}}}""",
            Text(PushPlatform.FcmV1, "Hi", "b", null));
    }

    [Theory]
    [InlineData("👩‍👩‍👧‍👦🎉")]
    [InlineData("مرحبا \u202eשלום\u202c")]
    [InlineData("\"quoted\" \\ and\r\n\ta line\u0001\u007f\u2028")]
    public void Any_text_is_itself_again_and_takes_no_more_bytes_than_it_must(string text)
    {
        var payload = Text(PushPlatform.Apns, text, text, null);

        var alert = JsonElement.Parse(payload).GetProperty("aps").GetProperty("alert");
        Assert.Equal((text, text), (alert.Text("title"), alert.Text("body")));
        Assert.DoesNotContain("\\ud", payload, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Half_of_a_character_is_replaced()
    {
        Assert.Contains("\"a\ufffdb\"", Text(PushPlatform.Apns, "a\ud83db", "b", null), StringComparison.Ordinal);
    }

    private static string Text(PushPlatform platform, string title, string body, string? link) => Encoding.UTF8.GetString(
        PushPayload.Render(platform, "p1", new(PushCategory.Orders, title, body, link, "c1", TimeSpan.FromHours(1))).Span);
}
