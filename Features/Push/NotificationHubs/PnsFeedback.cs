using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Mobile.Features.Devices;

namespace Mobile.Features.Push.NotificationHubs;

/// <summary>What a platform said of one handle.</summary>
/// <param name="Platform">As in our table.</param>
/// <param name="Handle">A secret, in the form of our table: the hub writes those of APNs in capitals, whatever it was told.</param>
internal sealed partial record PnsFeedback(string Error, string Platform, string Handle, DateTimeOffset At)
{
    /// <summary>
    /// The handle will never work again. <c>ExpiredChannel</c> is the hub's word for Unregistered at APNs and UNREGISTERED at FCM, and
    /// <c>BadChannel</c> for BadDeviceToken; at FCM it may also stand for INVALID_ARGUMENT, which a bad payload brings on good handles.
    /// </summary>
    public bool IsDead => Error is "ExpiredChannel" || (Error is "BadChannel" && Platform == PushPlatform.Apns.Name());

    /// <summary>Reads a report: documents one after the other, with or without a declaration before each. What cannot be read is left out.</summary>
    public static IReadOnlyList<PnsFeedback> Parse(string report)
    {
        var feedback = new List<PnsFeedback>();
        using var xml = XmlReader.Create(
            new StringReader(Declaration().Replace(report, "")), new() { ConformanceLevel = ConformanceLevel.Fragment, DtdProcessing = DtdProcessing.Prohibit });
        try
        {
            while (xml.Read())
            {
                if (xml.NodeType is XmlNodeType.Element)
                {
                    using var document = xml.ReadSubtree();
                    if (Read(XElement.Load(document)) is { } entry)
                    {
                        feedback.Add(entry);
                    }
                }
            }
        }
        catch (XmlException)
        {
            // The rest is no report; what came before it is true all the same.
        }

        return feedback;
    }

    /// <summary>Nothing of the handle.</summary>
    public override string ToString() => $"{Error} at {Platform}";

    private static PnsFeedback? Read(XElement element)
    {
        var platform = Text("Platform") switch { "apple" => PushPlatform.Apns.Name(), "fcmv1" => PushPlatform.FcmV1.Name(), _ => null };
        return platform is not null && Text("NotificationSystemError") is { } error && Text("PnsHandle") is { } handle
            && DateTimeOffset.TryParse(Text("FeedbackTime"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? new(error, platform, PushHandle.Canonical(platform, handle), at)
            : null;

        string? Text(string name) => element.Element(MessageTelemetry.Xml + name)?.Value;
    }

    [GeneratedRegex(@"<\?xml[^>]*\?>", RegexOptions.None, 1000)]
    private static partial Regex Declaration();
}
