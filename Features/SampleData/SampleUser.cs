namespace Mobile.Features.SampleData;

/// <summary>A user of the sample shop, whom the development identity provider signs in.</summary>
/// <param name="Orders">How many orders the sample shop gives them.</param>
/// <param name="Roles">App roles of the dashboard.</param>
public sealed record SampleUser(string Subject, string Name, int Orders, IReadOnlyList<string> Roles)
{
    /// <summary>The issuer's name in the users table: the provider's URL is that of whichever host name the developer used.</summary>
    public const string Issuer = "dev-identity";

    public static readonly IReadOnlyList<SampleUser> All =
    [
        new("alice", "Alice Meyer", 24, []),
        new("bob", "Bob Tanaka", 12, []),
        new("sam", "Sam Okafor", 3, ["viewer", "push", "release"]),
        new("pia", "Pia Sandberg", 0, ["viewer", "push"]),
        new("vera", "Vera Lindqvist", 0, ["viewer"]),
    ];

    public string Email => $"{Subject}@example.com";

    public static SampleUser? Find(string? subject) => All.FirstOrDefault(user => user.Subject == subject);
}
