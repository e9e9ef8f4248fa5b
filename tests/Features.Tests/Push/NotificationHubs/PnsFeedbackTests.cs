using Mobile.Features.Push.NotificationHubs;

namespace Mobile.Features.Tests.Push.NotificationHubs;

public sealed class PnsFeedbackTests
{
    private const string Entry =
        """<PnsFeedback xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns="http://schemas.microsoft.com/netservices/2010/10/servicebus/connect"><FeedbackTime>2024-05-31T19:46:12.4770547Z</FeedbackTime><NotificationSystemError>ExpiredChannel</NotificationSystemError><Platform>fcmv1</Platform><PnsHandle>h-1</PnsHandle><NotificationId>NH-1</NotificationId></PnsFeedback>""";

    [Theory]
    [InlineData("", 0)]
    [InlineData(Entry, 1)]
    [InlineData(Entry + "\r\n" + Entry, 2)]
    [InlineData("<?xml version=\"1.0\" encoding=\"utf-16\"?>" + Entry + "\n<?xml version=\"1.0\" encoding=\"utf-16\"?>\n" + Entry, 2)]
    [InlineData(Entry + "<Pns", 1)]
    [InlineData("no report", 0)]
    [InlineData("<PnsFeedback/>" + Entry, 1)]
    [InlineData("<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]>" + Entry, 0)]
    public void A_report_is_read_as_far_as_it_is_one(string report, int entries)
    {
        var feedback = PnsFeedback.Parse(report);

        Assert.Equal(entries, feedback.Count);
        Assert.All(feedback, entry => Assert.Equal(("ExpiredChannel", "fcmV1", "h-1", 2024), (entry.Error, entry.Platform, entry.Handle, entry.At.Year)));
    }

    [Fact]
    public void A_report_is_whole_when_its_send_is_over()
    {
        const string Document =
            """<NotificationDetails xmlns="http://schemas.microsoft.com/netservices/2010/10/servicebus/connect"><State>{0}</State><PnsErrorDetailsUri>https://example.blob.core.windows.net/a?sig=b</PnsErrorDetailsUri></NotificationDetails>""";

        Assert.True(MessageTelemetry.TryParse(Document.Replace("{0}", "Completed", StringComparison.Ordinal))!.IsOver);
        Assert.False(MessageTelemetry.TryParse(Document.Replace("{0}", "Processing", StringComparison.Ordinal))!.IsOver);
        Assert.Equal("example.blob.core.windows.net", MessageTelemetry.TryParse(Document)!.Errors!.Host);
        Assert.Null(MessageTelemetry.TryParse("<html>"));
        Assert.Null(MessageTelemetry.TryParse("<html/>"));
    }
}
