namespace Mobile.Api.DevIdentity;

/// <summary>A public client of the development provider.</summary>
/// <param name="Redirects">Compared whole; one that starts with a slash is a path of this host.</param>
internal sealed record DevClient(string Id, IReadOnlyList<string> Redirects)
{
    private static readonly IReadOnlyList<DevClient> All =
    [
        new("mobile-app", ["mobile://signin"]),
        new("mobile-admin", ["/docs/oauth2-redirect.html", "/admin/signin"]),
    ];

    public static DevClient? Find(string? id) => All.FirstOrDefault(client => client.Id == id);

    public bool Accepts(string? redirectUri, string origin) =>
        Redirects.Any(registered => redirectUri == (registered.StartsWith('/') ? origin + registered : registered));
}
