using Mobile.Features.Profile;

namespace Mobile.Admin.Components.Pages.Campaigns;

/// <summary>What people are called who have a hand in a campaign.</summary>
internal static class People
{
    public static async Task<IReadOnlyDictionary<string, string>> ReadAsync(this UserDirectory directory, IEnumerable<string> ids)
    {
        var users = await directory.NamesAsync(ids, CancellationToken.None);
        return users.ToDictionary(user => user.Key, user => user.Value.Name ?? user.Value.Email ?? user.Key, StringComparer.Ordinal);
    }
}
