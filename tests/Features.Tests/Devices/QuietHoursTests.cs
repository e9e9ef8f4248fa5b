using Mobile.Features.Devices;

namespace Mobile.Features.Tests.Devices;

public sealed class QuietHoursTests
{
    [Theory]
    [InlineData("13:00", "14:00", "2026-07-01T12:59:59Z", null)]
    [InlineData("13:00", "14:00", "2026-07-01T13:00:00Z", "2026-07-01T14:00Z")]
    [InlineData("13:00", "14:00", "2026-07-01T13:59:59Z", "2026-07-01T14:00Z")]
    [InlineData("13:00", "14:00", "2026-07-01T14:00:00Z", null)]
    [InlineData("00:00", "06:00", "2026-07-01T00:00:00Z", "2026-07-01T06:00Z")]
    [InlineData("00:00", "06:00", "2026-06-30T23:59:00Z", null)]
    [InlineData("22:00", "07:00", "2026-07-01T21:59:00Z", null)]
    [InlineData("22:00", "07:00", "2026-07-01T22:00:00Z", "2026-07-02T07:00Z")]
    [InlineData("22:00", "07:00", "2026-07-02T00:00:00Z", "2026-07-02T07:00Z")]
    [InlineData("22:00", "07:00", "2026-07-02T06:59:59Z", "2026-07-02T07:00Z")]
    [InlineData("22:00", "07:00", "2026-07-02T07:00:00Z", null)]
    [InlineData("22:00", "00:00", "2026-07-01T23:30:00Z", "2026-07-02T00:00Z")]
    [InlineData("22:00", "00:00", "2026-07-02T00:00:00Z", null)]
    [InlineData("07:00", "06:59", "2026-07-01T06:58:00Z", "2026-07-01T06:59Z")]
    [InlineData("22:00", "07:00", "2026-12-31T23:00:00Z", "2027-01-01T07:00Z")]
    public void They_hold_from_the_first_minute_to_the_last_also_over_midnight(string from, string to, string now, string? end) =>
        AssertEnd(from, to, "Etc/UTC", now, end);

    [Theory]
    [InlineData("Asia/Kathmandu", "2026-07-01T16:14:00Z", null)]
    [InlineData("Asia/Kathmandu", "2026-07-01T16:15:00Z", "2026-07-02T01:15Z")]
    [InlineData("Pacific/Auckland", "2026-07-01T10:00:00Z", "2026-07-01T19:00Z")]
    [InlineData("Pacific/Auckland", "2026-01-01T10:00:00Z", "2026-01-01T18:00Z")]
    [InlineData("America/New_York", "2026-07-01T02:00:00Z", "2026-07-01T11:00Z")]
    public void They_follow_the_clock_where_the_device_is(string zone, string now, string? end) => AssertEnd("22:00", "07:00", zone, now, end);

    [Theory]
    [InlineData("Europe/Berlin", "22:00", "07:00", "2026-03-28T22:00:00Z", "2026-03-29T05:00Z")]
    [InlineData("Europe/Berlin", "22:00", "07:00", "2026-10-24T21:00:00Z", "2026-10-25T06:00Z")]
    [InlineData("Australia/Lord_Howe", "22:00", "07:00", "2026-10-03T13:00:00Z", "2026-10-03T20:00Z")]
    [InlineData("Australia/Lord_Howe", "22:00", "07:00", "2026-04-04T13:00:00Z", "2026-04-04T20:30Z")]
    public void They_are_shorter_or_longer_in_the_night_in_which_clocks_change(string zone, string from, string to, string now, string end) =>
        AssertEnd(from, to, zone, now, end);

    [Theory]
    [InlineData("Europe/Berlin", "22:00", "02:30", "2026-03-29T00:30:00Z", "2026-03-29T01:30Z")]
    [InlineData("Australia/Lord_Howe", "22:00", "02:15", "2026-10-03T15:00:00Z", "2026-10-03T15:45Z")]
    public void An_end_that_clocks_skip_is_as_much_later(string zone, string from, string to, string now, string end) => AssertEnd(from, to, zone, now, end);

    /// <summary>02:30 comes twice in Berlin: at 00:30 and at 01:30 UTC. What is quiet before it the second time ends with it.</summary>
    [Theory]
    [InlineData("Europe/Berlin", "22:00", "02:30", "2026-10-25T00:00:00Z", "2026-10-25T00:30Z")]
    [InlineData("Europe/Berlin", "22:00", "02:30", "2026-10-25T00:29:59Z", "2026-10-25T00:30Z")]
    [InlineData("Europe/Berlin", "22:00", "02:30", "2026-10-25T00:45:00Z", null)]
    [InlineData("Europe/Berlin", "22:00", "02:30", "2026-10-25T01:15:00Z", "2026-10-25T01:30Z")]
    [InlineData("Europe/Berlin", "22:00", "02:30", "2026-10-25T01:30:00Z", null)]
    [InlineData("Australia/Lord_Howe", "22:00", "01:45", "2026-04-04T15:05:00Z", "2026-04-04T15:15Z")]
    [InlineData("Europe/Dublin", "22:00", "01:30", "2026-10-25T01:15:00Z", "2026-10-25T01:30Z")]
    public void An_end_that_clocks_show_twice_ends_them_each_time(string zone, string from, string to, string now, string? end) =>
        AssertEnd(from, to, zone, now, end);

    [Fact]
    public void An_end_is_never_before_now_nor_more_than_a_day_away()
    {
        foreach (var zone in LocalTimeTests.Zones)
        {
            var there = LocalTime.Find(zone)!;
            var year = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
            for (var now = year; now < year.AddYears(1); now = now.AddMinutes(7))
            {
                foreach (var quiet in new[] { new QuietHours(0, 150), new QuietHours(1320, 150), new QuietHours(1439, 0), new QuietHours(180, 60) })
                {
                    if (quiet.EndAfter(now, there) is { } end)
                    {
                        Assert.InRange(end - now, TimeSpan.FromTicks(1), TimeSpan.FromHours(25));
                        Assert.Null(quiet.EndAfter(end, there));
                    }
                }
            }
        }
    }

    private static void AssertEnd(string from, string to, string zone, string now, string? end) => Assert.Equal(
        end is null ? null : DateTimeOffset.Parse(end),
        new QuietHours(Minutes(from), Minutes(to)).EndAfter(DateTimeOffset.Parse(now), LocalTime.Find(zone)!)?.ToUniversalTime());

    private static int Minutes(string time) => (int)TimeOnly.Parse(time).ToTimeSpan().TotalMinutes;
}
