using System.Collections.Concurrent;

namespace Mobile.Testing.Hub;

/// <summary>What the stand-in tells of a send afterwards, in the documented form: a details document, and a blob with what the platforms refused.</summary>
public sealed class HubTelemetry
{
    internal const string BlobPath = "/errors";

    private readonly ConcurrentDictionary<string, bool> known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> blobs = new(StringComparer.Ordinal);
    private long last;

    /// <summary>What the details say of every send.</summary>
    public string State { get; set; } = "Completed";

    /// <summary>A send of before.</summary>
    public void Know(string notificationId) => known[notificationId] = true;

    /// <summary>The feedback on one send.</summary>
    /// <param name="feedback">As <see cref="Feedback"/> makes it, one after the other.</param>
    public void Report(string notificationId, params IEnumerable<string> feedback) => blobs[notificationId] = string.Join("\r\n", feedback);

    /// <summary>What a platform said of a handle. Those of Apple stand in capitals, as in recorded documents, whatever was sent.</summary>
    /// <param name="error">As the service names it: <c>ExpiredChannel</c>.</param>
    /// <param name="platform"><c>apple</c> or <c>fcmv1</c>.</param>
    public static string Feedback(string error, string platform, string handle, DateTimeOffset at) => $"""
        <?xml version="1.0" encoding="utf-16"?>
        <PnsFeedback xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns="http://schemas.microsoft.com/netservices/2010/10/servicebus/connect">
          <FeedbackTime>{at.UtcDateTime:O}</FeedbackTime>
          <NotificationSystemError>{error}</NotificationSystemError>
          <Platform>{platform}</Platform>
          <PnsHandle>{(platform == "apple" ? handle.ToUpperInvariant() : handle)}</PnsHandle>
          <NotificationId>x</NotificationId>
        </PnsFeedback>
        """;

    internal string NewId()
    {
        var id = $"b755f9e4bb0844c8-{Interlocked.Increment(ref last)}";
        Know(id);
        return id;
    }

    internal bool Knows(string id) => known.ContainsKey(id);

    internal string DetailsOf(string id, Uri address) => $"""
        <NotificationDetails xmlns="http://schemas.microsoft.com/netservices/2010/10/servicebus/connect" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">
          <NotificationId>{id}</NotificationId>
          <State>{State}</State>
          {(blobs.ContainsKey(id) ? $"<PnsErrorDetailsUri>{new Uri(address, $"{BlobPath}/{id}?sig=x")}</PnsErrorDetailsUri>" : "")}
        </NotificationDetails>
        """;

    internal string BlobOf(string id) => blobs.GetValueOrDefault(id, "");
}
