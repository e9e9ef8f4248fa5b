using System.Collections.Concurrent;
using System.Text.Json;

namespace Mobile.Testing.Hub;

/// <summary>What the stand-in knows of a device.</summary>
public sealed record HubDevice(string Id, string UserId, string Handle, string Platform, IReadOnlySet<string> Tags, DateTimeOffset Expires);

/// <summary>The installations that the stand-in has stored.</summary>
public sealed class HubInstallations
{
    private readonly ConcurrentDictionary<string, HubDevice> devices = new(StringComparer.Ordinal);

    public int Count => devices.Count;

    public HubDevice? Find(string id) => devices.GetValueOrDefault(id);

    /// <summary>The disaster: all registrations are gone.</summary>
    public void Lose() => devices.Clear();

    /// <summary>Whether the platform could have given it: of APNs, bytes as hex.</summary>
    internal static bool IsHandle(string platform, string handle) =>
        platform != "apns" || (handle.Length > 0 && handle.Length % 2 == 0 && handle.All(char.IsAsciiHexDigit));

    internal bool Put(string id, byte[] body)
    {
        using var json = JsonDocument.Parse(body);
        var installation = json.RootElement;
        var (platform, handle) = (installation.GetProperty("platform").GetString(), installation.GetProperty("pushChannel").GetString()!);
        if (installation.GetProperty("installationId").GetString() != id || platform is not ("apns" or "fcmV1") || !IsHandle(platform, handle))
        {
            return false;
        }

        devices[id] = new(
            id,
            installation.GetProperty("userId").GetString()!,
            handle,
            platform,
            installation.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()!).ToHashSet(StringComparer.Ordinal),
            installation.GetProperty("expirationTime").GetDateTimeOffset());
        return true;
    }

    internal bool Patch(string id, byte[] body)
    {
        using var json = JsonDocument.Parse(body);
        if (Find(id) is not { } device)
        {
            return false;
        }

        foreach (var change in json.RootElement.EnumerateArray())
        {
            var value = change.GetProperty("value").GetString()!;
            device = change.GetProperty("path").GetString() switch
            {
                "/pushChannel" => device with { Handle = value },
                "/userId" => device with { UserId = value },
                "/tags" => device with { Tags = device.Tags.Append(value).ToHashSet(StringComparer.Ordinal) },
                _ => device,
            };
        }

        devices[id] = device;
        return true;
    }

    internal void Delete(string id) => devices.TryRemove(id, out _);

    internal IReadOnlyList<string> HandlesOf(string expression, string platform)
    {
        var tags = HubTagExpression.Parse(expression);
        return devices.Values
            .Where(device => device.Platform == platform && tags.Matches(tag => Has(device, tag)))
            .Select(device => device.Handle)
            .ToList();
    }

    private static bool Has(HubDevice device, string tag) =>
        tag == $"$InstallationId:{{{device.Id}}}" || tag == $"$UserId:{{{device.UserId}}}" || device.Tags.Contains(tag);
}
