using System.Collections.Concurrent;
using Mobile.Features.Data;
using Mobile.Features.Pipeline.Apps;
using Mobile.Features.Versions.Policy;

namespace Mobile.Features.Versions.Traffic;

/// <summary>
/// The apps that are counted by their version. Their number is bounded whatever clients send: a version enters only with a signed-in user,
/// of whom each may bring in three a day, and leaves a day after it was last seen. What does not enter is counted as <c>other</c>.
/// Versions that staff have named always enter.
/// </summary>
internal sealed class SeenApps(VersionPolicy policy, TimeProvider clock)
{
    public const int MaxVersions = 500;
    public const string Unknown = "unknown";
    public const string NotAdmitted = "other";

    private const int MaxPerUser = 3;

    private static readonly TimeSpan Forgotten = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<AppHeaders, SeenApp> byVersion = new();
    private readonly Dictionary<string, int> broughtBy = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private readonly SeenApp[] unknown = PerPlatform(Unknown);
    private readonly SeenApp[] notAdmitted = PerPlatform(NotAdmitted);

    /// <param name="userId">Null for a request of nobody, which brings no version in.</param>
    public SeenApp Find(AppHeaders app, string? userId)
    {
        if (app.Version is null)
        {
            return unknown[(int)app.Platform];
        }

        if (!byVersion.TryGetValue(app, out var seen))
        {
            seen = Admit(app, userId);
        }

        if (!seen.WasSeen)
        {
            seen.WasSeen = true;
        }

        return seen;
    }

    /// <summary>Forgets the versions that nobody has used for a day.</summary>
    public void Sweep()
    {
        var now = clock.UnixMilliseconds();
        foreach (var (app, seen) in byVersion)
        {
            if (seen.WasSeen)
            {
                (seen.WasSeen, seen.LastSeenAt) = (false, now);
            }
            else if (now - seen.LastSeenAt > Forgotten.TotalMilliseconds)
            {
                Forget(app, seen);
            }
        }
    }

    private SeenApp Admit(AppHeaders app, string? userId)
    {
        var named = IsNamed(app);
        if (!named && (userId is null || byVersion.Count >= MaxVersions))
        {
            return notAdmitted[(int)app.Platform];
        }

        lock (gate)
        {
            if (byVersion.TryGetValue(app, out var seen))
            {
                return seen;
            }

            if (!named)
            {
                var brought = broughtBy.GetValueOrDefault(userId!);
                if (brought >= MaxPerUser || byVersion.Count >= MaxVersions)
                {
                    return notAdmitted[(int)app.Platform];
                }

                broughtBy[userId!] = brought + 1;
            }

            return byVersion[app] = new(app.Platform.Name(), app.Version.ToString()!, named ? null : userId) { LastSeenAt = clock.UnixMilliseconds() };
        }
    }

    private void Forget(AppHeaders app, SeenApp seen)
    {
        lock (gate)
        {
            byVersion.TryRemove(app, out _);
            seen.IsForgotten = true;
            if (seen.BroughtBy is { } user && --broughtBy[user] == 0)
            {
                broughtBy.Remove(user);
            }
        }
    }

    private bool IsNamed(AppHeaders app) =>
        policy.Current.Of(app.Platform) is { } release && (release.Minimum == app.Version || release.Recommended == app.Version);

    private static SeenApp[] PerPlatform(string version) =>
        [.. Enum.GetValues<AppPlatform>().Select(platform => new SeenApp(platform.Name(), version, null))];
}

/// <summary>One version of the app on one platform, as it is counted.</summary>
/// <param name="platform">Its name.</param>
/// <param name="version">As it is shown; also <c>unknown</c>, or <c>other</c>.</param>
/// <param name="broughtBy">The user who sent it first.</param>
internal sealed class SeenApp(string platform, string version, string? broughtBy)
{
    public string Platform => platform;

    public string Version => version;

    public string? BroughtBy => broughtBy;

    public bool WasSeen { get; set; }

    public bool IsForgotten { get; set; }

    public long LastSeenAt { get; set; }
}
