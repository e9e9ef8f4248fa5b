namespace Mobile.Api.DevIdentity;

/// <summary>A user of the development provider.</summary>
/// <param name="Roles">App roles of the dashboard.</param>
internal sealed record DevUser(string Subject, string Name, IReadOnlyList<string> Roles)
{
    public static readonly IReadOnlyList<DevUser> All =
    [
        new("alice", "Alice Meyer", []),
        new("bob", "Bob Tanaka", []),
        new("sam", "Sam Okafor", ["viewer", "push", "release"]),
        new("vera", "Vera Lindqvist", ["viewer"]),
    ];

    public string Email => $"{Subject}@example.com";

    public static DevUser? Find(string? subject) => All.FirstOrDefault(user => user.Subject == subject);
}
