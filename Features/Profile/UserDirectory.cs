using Mobile.Features.Data;

namespace Mobile.Features.Profile;

/// <summary>Whom staff mean by what they type, and who is behind an id. Whoever asks has made sure that staff do.</summary>
public sealed class UserDirectory(DbSession db)
{
    /// <summary>So many users are looked at; beyond that, more has to be typed.</summary>
    public const int MaxFound = 50;

    /// <param name="text">A user id, or the start of a name or of an e-mail address, of which the case of ASCII letters does not count.</param>
    public async Task<FoundUsers> FindAsync(string text, CancellationToken stop)
    {
        var prefix = new Prefix(text, db.Dialect);
        var found = await db.QueryAsync<UserName>(Sql.Find(db.Dialect), new { prefix.From, prefix.To, limit = MaxFound + 1 }, stop);
        return new([.. found.Take(MaxFound)], found.Count > MaxFound);
    }

    /// <summary>The users of the ids; one that is not known has neither name nor e-mail address.</summary>
    public async Task<IReadOnlyDictionary<string, UserName>> NamesAsync(IEnumerable<string> ids, CancellationToken stop)
    {
        var wanted = ids.ToHashSet(StringComparer.Ordinal);
        var names = wanted.ToDictionary(id => id, id => new UserName(id, null, null), StringComparer.Ordinal);
        foreach (var user in wanted.Count > 0 ? await db.QueryAsync<UserName>(Sql.ByIds, new { ids = wanted }, stop) : [])
        {
            names[user.Id] = user;
        }

        return names;
    }

    private static class Sql
    {
        private const string Users = "SELECT id AS Id, name AS Name, email AS Email FROM users";

        public const string ByIds = $"{Users} WHERE id IN @ids";

        public static string Find(ISqlDialect dialect) => $"""
            {Users} WHERE id = @From
            UNION SELECT * FROM ({Users} WHERE name_folded >= LOWER(@From) AND name_folded < LOWER(@To) ORDER BY name_folded {dialect.Limit}) AS named
            UNION SELECT * FROM ({Users} WHERE email_folded >= LOWER(@From) AND email_folded < LOWER(@To) ORDER BY email_folded {dialect.Limit}) AS addressed
            """;
    }
}

/// <summary>Who a user is, for staff.</summary>
public sealed record UserName(string Id, string? Name, string? Email);

/// <param name="AreMore">Whether there are others, which were not looked at.</param>
public sealed record FoundUsers(IReadOnlyList<UserName> Users, bool AreMore)
{
    public IReadOnlyList<string> Ids { get; } = [.. Users.Select(user => user.Id)];
}
