using System.Xml;
using System.Xml.Linq;

namespace Mobile.Features.Push.NotificationHubs;

/// <summary>What the hub tells of a send: its document <c>NotificationDetails</c>.</summary>
/// <param name="Errors">Where the report of what the platforms refused lies; null where they refused nothing.</param>
internal sealed record MessageTelemetry(string State, Uri? Errors)
{
    /// <summary>The namespace of the service's documents.</summary>
    public static readonly XNamespace Xml = "http://schemas.microsoft.com/netservices/2010/10/servicebus/connect";

    /// <summary>Whether the platforms have been asked for every device: only then is the report whole.</summary>
    public bool IsOver => State is "Completed" or "NoTargetFound" or "Abandoned" or "Cancelled" or "Canceled";

    /// <summary>Null where it is no such document.</summary>
    public static MessageTelemetry? TryParse(string document)
    {
        try
        {
            var details = XElement.Parse(document);
            Uri.TryCreate(details.Element(Xml + "PnsErrorDetailsUri")?.Value, UriKind.Absolute, out var errors);
            return details.Element(Xml + "State")?.Value is { } state ? new(state, errors) : null;
        }
        catch (XmlException)
        {
            return null;
        }
    }
}
