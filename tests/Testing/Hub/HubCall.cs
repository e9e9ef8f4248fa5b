using System.Text;
using System.Text.Json;

namespace Mobile.Testing.Hub;

/// <summary>A call as the stand-in got it.</summary>
/// <param name="Number">From 1, in the order of arrival.</param>
/// <param name="Path">Below the hub: <c>messages/$batch</c>.</param>
/// <param name="Headers">By lower-case name.</param>
public sealed record HubCall(long Number, string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public bool IsSend => Method == "POST" && Path is "messages" or "messages/$batch";

    public bool IsBatch => Path == "messages/$batch";

    public bool IsRegistrations => Path == "registrations";

    public bool IsInstallation => Path.StartsWith("installations/", StringComparison.Ordinal);

    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>What the devices get; of a batch its part <c>notification</c>.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; } = Body;

    /// <summary>To whom it went.</summary>
    public IReadOnlyList<string> Handles { get; init; } = [];

    /// <summary>Wherever the platform's payload has it.</summary>
    public string? PushId
    {
        get
        {
            using var json = JsonDocument.Parse(Payload);
            var data = json.RootElement.TryGetProperty("message", out var message) ? message.GetProperty("data") : json.RootElement;
            return data.TryGetProperty("pushId", out var id) ? id.GetString() : null;
        }
    }
}
