using System.Text.RegularExpressions;
using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Apps;
using Mobile.Features.Pipeline.Problems;
using Mobile.Features.Versions.Policy;

namespace Mobile.Features.Versions.RemoteConfig;

/// <summary>Makes a flag, or sets it anew.</summary>
public static partial class SetFlag
{
    private const int MaxDescription = 500;

    /// <param name="Name">Lower case, with digits, hyphens and dots; what the app's code asks for.</param>
    /// <param name="Percentage">Of the devices, 0 to 100.</param>
    public sealed record Change(
        string Name,
        bool Enabled,
        int Percentage = 100,
        string? MinimumIos = null,
        string? MinimumAndroid = null,
        string? Description = null,
        long? SeenRevision = null);

    public sealed class Handler(PolicyChanges changes, DbSession db)
    {
        public Task<Outcome<PolicySnapshot>> SetAsync(Change change, CancellationToken stop) =>
            changes.ApplyAsync(change.SeenRevision, _ => ApplyAsync(change), stop);

        private async Task<Outcome<PolicyChange>> ApplyAsync(Change change)
        {
            if (Refuse(change) is { } refused)
            {
                return refused;
            }

            var row = new
            {
                change.Name,
                Enabled = change.Enabled ? 1 : 0,
                change.Percentage,
                MinimumIos = AppVersion.ParseOrNull(change.MinimumIos)?.ToString(),
                MinimumAndroid = AppVersion.ParseOrNull(change.MinimumAndroid)?.ToString(),
                change.Description,
            };
            await db.UpdateOrInsertAsync(Sql.Update, Sql.Insert, row);

            return new PolicyChange(
                "flag-set",
                $"flag/{change.Name}",
                $"{(change.Enabled ? "On" : "Off")}, {change.Percentage} %, from ios {row.MinimumIos ?? "any"}, android {row.MinimumAndroid ?? "any"}.");
        }
    }

    private static Problem? Refuse(Change change)
    {
        if (!FlagName().IsMatch(change.Name))
        {
            return VersionProblems.Invalid("name", "Name the flag with up to 100 lower-case letters, digits, hyphens and dots.");
        }

        if (change.Percentage is < 0 or > 100)
        {
            return VersionProblems.Invalid("percentage", "Give a whole number from 0 to 100.");
        }

        if ((VersionProblems.InvalidAppVersion("minimumIos", change.MinimumIos)
            ?? VersionProblems.InvalidAppVersion("minimumAndroid", change.MinimumAndroid)) is { } invalid)
        {
            return invalid;
        }

        return change.Description?.Length > MaxDescription
            ? VersionProblems.Invalid("description", $"Describe the flag in at most {MaxDescription} characters.")
            : null;
    }

    [GeneratedRegex(@"^[a-z0-9][a-z0-9.-]{0,99}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FlagName();

    private static class Sql
    {
        public const string Update = """
            UPDATE feature_flags
            SET enabled = @Enabled, percentage = @Percentage, minimum_ios = @MinimumIos, minimum_android = @MinimumAndroid, description = @Description
            WHERE name = @Name
            """;

        public const string Insert = """
            INSERT INTO feature_flags (name, enabled, percentage, minimum_ios, minimum_android, description)
            VALUES (@Name, @Enabled, @Percentage, @MinimumIos, @MinimumAndroid, @Description)
            """;
    }
}
