using Mobile.Features.Data;
using Mobile.Features.Versions.Policy;

namespace Mobile.Features.Versions.Lifecycle;

/// <summary>Stores where an API version stands.</summary>
public sealed class VersionStatus(DbSession db)
{
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
