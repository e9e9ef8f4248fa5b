using Mobile.Features.Data;

namespace Mobile.Features.Profile;

/// <summary>What the shop knows of a user, as the row holds it.</summary>
public sealed record UserProfile(
    string Id, long Seq, long Version, string? Name, string? Email, string? Phone, string? Address, long UpdatedAt)
{
    /// <summary>The caller's profile.</summary>
    public const string FindOwn = """
        SELECT id AS Id, seq AS Seq, version AS Version, name AS Name, email AS Email, phone AS Phone, address AS Address, updated_at AS UpdatedAt
        FROM users
        WHERE id = @UserId AND deleted_at IS NULL
        """;
}

/// <summary>A profile on the wire, the same in all versions.</summary>
/// <param name="Email">As the identity provider knows it; it is changed there.</param>
public sealed record ProfileBody(
    string Id, string? Name, string? Email, string? Phone, string? Address, DateTimeOffset UpdatedAt, long Version)
{
    public static ProfileBody From(UserProfile profile) => new(
        profile.Id, profile.Name, profile.Email, profile.Phone, profile.Address, profile.UpdatedAt.ToTime(), profile.Version);
}

/// <summary>What a user may change in their profile.</summary>
public static class ProfileFields
{
    public const string Name = "name";
    public const string Phone = "phone";
    public const string Address = "address";
}
