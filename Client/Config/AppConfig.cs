using System.Text.Json.Serialization;

namespace Mobile.Client;

/// <summary>What the server tells this app on this device.</summary>
public sealed record AppConfig
{
    /// <summary><c>none</c>, <c>recommended</c> or <c>required</c>. Take what you do not know for <c>recommended</c>.</summary>
    [JsonRequired]
    public string Update { get; init; } = "none";

    /// <summary>The oldest version of the app that is served; null when any is.</summary>
    public string? MinimumVersion { get; init; }

    /// <summary>The version that the user should have.</summary>
    public string? RecommendedVersion { get; init; }

    /// <summary>The app's page in its store.</summary>
    public string? StoreUrl { get; init; }

    /// <summary>Where each version of the API stands.</summary>
    [JsonRequired]
    public IReadOnlyList<ApiVersionState> ApiVersions { get; init; } = [];

    /// <summary>What is switched on and off; see <see cref="IsOn"/>.</summary>
    [JsonRequired]
    public IReadOnlyDictionary<string, bool> Flags { get; init; } = new Dictionary<string, bool>(StringComparer.Ordinal);

    /// <summary>The public keys that the app may meet, by host.</summary>
    [JsonRequired]
    public IReadOnlyList<HostPins> CertificatePins { get; init; } = [];

    /// <summary>Whether what goes by this name is on. A flag that the server does not know is off.</summary>
    public bool IsOn(string flag) => Flags.GetValueOrDefault(flag);
}

/// <summary>Where a version of the API stands.</summary>
/// <param name="Version">As in the path: <c>v2</c>.</param>
/// <param name="Status"><c>current</c>, <c>supported</c>, <c>deprecated</c> or <c>retired</c>.</param>
/// <param name="DeprecatedAt">Since when, or from when on, it is deprecated.</param>
/// <param name="SunsetAt">When it may stop to answer.</param>
public sealed record ApiVersionState(string Version, string Status, DateTimeOffset? DeprecatedAt = null, DateTimeOffset? SunsetAt = null);

/// <summary>The pins of a host (RFC 7469 §2.4).</summary>
/// <param name="Host">Its name.</param>
/// <param name="Sha256">Base64 of the SHA-256 of each public key (SubjectPublicKeyInfo) that it may show.</param>
public sealed record HostPins(string Host, IReadOnlyList<string> Sha256);
