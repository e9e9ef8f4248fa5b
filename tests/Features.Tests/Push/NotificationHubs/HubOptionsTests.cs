using Microsoft.Extensions.Configuration;
using Mobile.Features.Data;
using Mobile.Features.Push.NotificationHubs;

namespace Mobile.Features.Tests.Push.NotificationHubs;

public sealed class HubOptionsTests
{
    private const string Connection = "Endpoint=sb://Example.servicebus.windows.net/;SharedAccessKeyName=Full;SharedAccessKey=c2VjcmV0LWtleQ==";

    [Fact]
    public void A_connection_string_of_the_portal_is_read()
    {
        var hub = Read(("ConnectionString", Connection), ("Hub", "shop"), ("SecondaryKey", "other"), ("Telemetry", "true"))!;

        Assert.Equal("https://example.servicebus.windows.net/shop/", hub.Connection.Address.AbsoluteUri);
        Assert.Equal(("Full", "c2VjcmV0LWtleQ=="), (hub.Connection.KeyName, hub.Connection.Key));
        Assert.Equal(("other", 100, true), (hub.SecondaryKey, hub.CallsPerSecond, hub.Telemetry));
    }

    [Fact]
    public void Without_a_hub_there_is_none() => Assert.Null(Read());

    [Theory]
    [InlineData("ConnectionString", "", "ConnectionString is not set")]
    [InlineData("ConnectionString", "c2VjcmV0LWtleQ==", "Endpoint=sb://example")]
    [InlineData("ConnectionString", "Endpoint=sb://h.example/;SharedAccessKey=c2VjcmV0LWtleQ==", "Endpoint=sb://example")]
    [InlineData("ConnectionString", "Endpoint=sb://h.example/;SharedAccessKeyName=a;SharedAccessKey=", "Endpoint=sb://example")]
    [InlineData("ConnectionString", "Endpoint=sb://h.example/path;SharedAccessKeyName=a;SharedAccessKey=c2VjcmV0LWtleQ==", "Endpoint=sb://example")]
    [InlineData("ConnectionString", "Endpoint=http://h.example/;SharedAccessKeyName=a;SharedAccessKey=c2VjcmV0LWtleQ==", "Endpoint=sb://example")]
    [InlineData("Hub", "", "set it to the name of the hub")]
    [InlineData("Hub", "a/b", "set it to the name of the hub")]
    [InlineData("Hub", Connection, "set it to the name of the hub")]
    [InlineData("CallsPerSecond", "0", "a whole number from 1 to 10000")]
    [InlineData("CallsPerSecond", "many", "a whole number from 1 to 10000")]
    [InlineData("Telemetry", "yes", "set it to true or false")]
    public void A_wrong_value_is_answered_by_what_to_set_and_shows_no_key(string key, string value, string sentence)
    {
        var wrong = Assert.Throws<ConfigurationException>(() => Read([("ConnectionString", Connection), ("Hub", "shop"), ("SecondaryKey", "c2VjcmV0"), (key, value)]));

        Assert.Contains(sentence, wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", wrong.Message, StringComparison.Ordinal);
    }

    private static HubOptions? Read(params (string Key, string Value)[] settings) => HubOptions.Read(new ConfigurationBuilder()
        .AddInMemoryCollection(settings.GroupBy(setting => setting.Key).Select(group => KeyValuePair.Create($"Push:NotificationHubs:{group.Key}", (string?)group.Last().Value)))
        .Build());
}
