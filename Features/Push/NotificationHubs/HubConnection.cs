namespace Mobile.Features.Push.NotificationHubs;

/// <summary>Where a hub is and how to sign in, as a connection string of the portal says it.</summary>
/// <param name="Address">Of the hub itself; ends with a slash.</param>
public sealed record HubConnection(Uri Address, string KeyName, string Key)
{
    /// <summary>Null where the text is no connection string; of its parts <c>Endpoint</c>, <c>SharedAccessKeyName</c> and <c>SharedAccessKey</c> are needed.</summary>
    internal static HubConnection? TryParse(string text, string hub)
    {
        var parts = text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.Split('=', 2))
            .Where(part => part.Length == 2)
            .ToLookup(part => part[0], part => part[1], StringComparer.OrdinalIgnoreCase);
        return Only(parts["Endpoint"]) is { } endpoint && AddressOf(endpoint) is { } address
            && Only(parts["SharedAccessKeyName"]) is { } name && Only(parts["SharedAccessKey"]) is { } key
            ? new(new Uri(address, hub + "/"), name, key)
            : null;
    }

    public override string ToString() => Address.ToString();

    private static string? Only(IEnumerable<string> values) => values.Where(value => value.Length > 0).ToList() is [var only] ? only : null;

    /// <summary><c>sb</c> is the portal's word for https; plain http stays on this machine.</summary>
    private static Uri? AddressOf(string endpoint)
    {
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) || uri.PathAndQuery.Length > 1 || uri.UserInfo.Length > 0)
        {
            return null;
        }

        return uri.Scheme switch
        {
            "sb" or "https" => new UriBuilder(uri) { Scheme = Uri.UriSchemeHttps, Port = uri.IsDefaultPort ? -1 : uri.Port, Path = "/" }.Uri,
            "http" when uri.IsLoopback => uri,
            _ => null,
        };
    }
}
