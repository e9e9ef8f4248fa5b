using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Apps;

namespace Mobile.Features.Versions.Policy;

/// <summary>All that staff have decided, as it stood at one revision. Immutable: a request that has begun keeps the one it began with.</summary>
public sealed class PolicySnapshot(
    long revision,
    IReadOnlyList<ApiLifecycle> versions,
    IReadOnlyList<AppRelease> releases,
    IReadOnlyList<FeatureFlag> flags,
    IReadOnlyList<CertificatePins> pins)
{
    /// <summary>Nothing was read yet: everything is served.</summary>
    public static readonly PolicySnapshot Initial = new(-1, WithDefaults([]), [], [], []);

    private readonly AppRelease? ios = releases.FirstOrDefault(release => release.Platform == AppPlatform.Ios);
    private readonly AppRelease? android = releases.FirstOrDefault(release => release.Platform == AppPlatform.Android);

    public long Revision => revision;

    /// <summary>Every published version, the oldest first.</summary>
    public IReadOnlyList<ApiLifecycle> Versions => versions;

    public IReadOnlyList<FeatureFlag> Flags => flags;

    public IReadOnlyList<CertificatePins> Pins => pins;

    /// <summary>The newest one of this build, where staff have made a version current that this build does not know.</summary>
    public ApiLifecycle Current { get; } = versions.FirstOrDefault(version => version.Status == ApiStatus.Current) ?? versions[^1];

    /// <param name="version">A published one.</param>
    public ApiLifecycle Of(string version) =>
        Find(version) ?? throw new ArgumentOutOfRangeException(nameof(version), version, "No such version was published.");

    public ApiLifecycle? Find(string version)
    {
        // By index: on every request, an enumerator would be its only allocation.
        for (var i = 0; i < versions.Count; i++)
        {
            if (versions[i].Version == version)
            {
                return versions[i];
            }
        }

        return null;
    }

    /// <summary>Null for a platform about which nothing was decided.</summary>
    public AppRelease? Of(AppPlatform platform) => platform switch
    {
        AppPlatform.Ios => ios,
        AppPlatform.Android => android,
        _ => null,
    };

    /// <summary>A version about which nobody has decided is supported; <see cref="ApiVersions.Current"/> is current where no other is.</summary>
    internal static IReadOnlyList<ApiLifecycle> WithDefaults(IReadOnlyList<ApiLifecycle> decided)
    {
        var current = decided.FirstOrDefault(version => version.Status == ApiStatus.Current)?.Version ?? ApiVersions.Current;
        return [.. ApiVersions.Names.Select(name => decided.FirstOrDefault(version => version.Version == name)
            ?? new ApiLifecycle(name, name == current ? ApiStatus.Current : ApiStatus.Supported))];
    }
}
