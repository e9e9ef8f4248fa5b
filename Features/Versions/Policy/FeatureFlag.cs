using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Mobile.Features.Pipeline.Apps;

namespace Mobile.Features.Versions.Policy;

/// <summary>A switch in the apps.</summary>
/// <param name="Enabled">Off for everybody when false.</param>
/// <param name="Percentage">Of the devices, 0 to 100.</param>
/// <param name="MinimumIos">The oldest app for iOS that has what is switched; null for any.</param>
/// <param name="MinimumAndroid">The same for Android.</param>
public sealed record FeatureFlag(
    string Name, bool Enabled, int Percentage, AppVersion? MinimumIos = null, AppVersion? MinimumAndroid = null, string? Description = null)
{
    public bool IsOn(AppHeaders app, string? deviceId) =>
        Enabled && IsNewEnough(app) && (Percentage >= 100 || (deviceId is { Length: > 0 } && Share(deviceId) < Percentage));

    private bool IsNewEnough(AppHeaders app) => (app.Platform switch
    {
        AppPlatform.Ios => MinimumIos,
        AppPlatform.Android => MinimumAndroid,
        _ => null,
    }) is not { } minimum || app.Version >= minimum;

    /// <summary>
    /// Where the device stands among all, from 0 to 100: the same on each node and for ever, so that a raised percentage keeps those who
    /// have it; and another for each flag, so that not the same devices try everything.
    /// </summary>
    private double Share(string deviceId)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{Name}\n{deviceId}"), hash);
        return BinaryPrimitives.ReadUInt32BigEndian(hash) * (100.0 / 4294967296.0);
    }
}
