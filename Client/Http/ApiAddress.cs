namespace Mobile.Client;

/// <summary>The server's addresses.</summary>
internal sealed class ApiAddress
{
    private readonly Uri server;
    private readonly Uri api;

    public ApiAddress(Uri baseAddress)
    {
        server = new Uri(baseAddress.AbsoluteUri.TrimEnd('/') + "/");
        api = new Uri(server, "api/");
        Version = new Uri(api, "v2/");
        Batch = new Uri(Version, "batch");
        Profile = new Uri(Version, "profile");
        Export = new Uri(Version, "profile/export");
        Token = new Uri(server, "oauth/token");
        Revoke = new Uri(server, "oauth/revoke");
    }

    /// <summary>The version of the API that this library speaks.</summary>
    public Uri Version { get; }

    public Uri Batch { get; }

    public Uri Profile { get; }

    public Uri Export { get; }

    /// <summary>The query tells a cache in between what the answer depends on.</summary>
    public Uri ConfigFor(string platform, string appVersion) =>
        new(api, $"config?platform={Uri.EscapeDataString(platform)}&appVersion={Uri.EscapeDataString(appVersion)}");

    public Uri Token { get; }

    public Uri Revoke { get; }

    public bool IsOurs(Uri uri) => server.IsBaseOf(uri);

    public bool IsBelowApi(Uri uri) => api.IsBaseOf(uri);

    public bool IsBatch(Uri uri) => uri.AbsolutePath == Batch.AbsolutePath;
}
