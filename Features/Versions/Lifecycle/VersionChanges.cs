using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Versions.Policy;

namespace Mobile.Features.Versions.Lifecycle;

/// <summary>What all changes of one API version have in common: the version was published, and where it stands is stored.</summary>
public sealed class VersionChanges(PolicyChanges changes, DbSession db)
{
    /// <summary>For the audit log.</summary>
    public static string Subject(string version) => $"api-version/{version}";

    /// <param name="decide">See <see cref="PolicyChanges.ApplyAsync"/>.</param>
    public Task<Outcome<PolicySnapshot>> ApplyAsync(
        string name, long? seenRevision, Func<ApiLifecycle, PolicySnapshot, Task<Outcome<PolicyChange>>> decide, CancellationToken stop) =>
        changes.ApplyAsync(
            seenRevision,
            decided => decided.Find(name) is { } version ? decide(version, decided) : Task.FromResult<Outcome<PolicyChange>>(VersionProblems.UnknownVersion(name)),
            stop);

    public Task SaveAsync(ApiLifecycle version) => db.UpdateOrInsertAsync(Sql.Update, Sql.Insert, new
    {
        version.Version,
        version.Status,
        DeprecatedAt = version.DeprecatedAt?.ToUnixTimeMilliseconds(),
        SunsetAt = version.SunsetAt?.ToUnixTimeMilliseconds(),
        RetiredAt = version.RetiredAt?.ToUnixTimeMilliseconds(),
        version.InformationUrl,
    });

    private static class Sql
    {
        public const string Update = """
            UPDATE api_versions
            SET status = @Status, deprecated_at = @DeprecatedAt, sunset_at = @SunsetAt, retired_at = @RetiredAt, information_url = @InformationUrl
            WHERE version = @Version
            """;

        public const string Insert = """
            INSERT INTO api_versions (version, status, deprecated_at, sunset_at, retired_at, information_url)
            VALUES (@Version, @Status, @DeprecatedAt, @SunsetAt, @RetiredAt, @InformationUrl)
            """;
    }
}
