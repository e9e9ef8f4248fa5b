namespace Mobile.Features.Push.NotificationHubs;

/// <summary>A call that reads one registration of the hub and so tells whether a key is good; for whoever checks the configuration.</summary>
/// <param name="Key">Which of the two.</param>
/// <param name="Authorization">The header; secret.</param>
public sealed record HubProbe(string Key, Uri Address, string Authorization)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <returns>One for each key; none where no hub is configured.</returns>
    public static IReadOnlyList<HubProbe> Of(IConfiguration configuration, DateTimeOffset now)
    {
        if (HubOptions.Read(configuration) is not { Connection: var hub } options)
        {
            return [];
        }

        var address = HubRequests.FirstRegistration.AddressAt(hub.Address);
        return [.. new[] { ("ConnectionString", hub.Key), ("SecondaryKey", options.SecondaryKey) }
            .Where(key => key.Item2 is not null)
            .Select(key => new HubProbe(key.Item1, address, SharedAccessSignature.Sign(address, hub.KeyName, key.Item2!, now + Lifetime)))];
    }

    public override string ToString() => Key;
}
