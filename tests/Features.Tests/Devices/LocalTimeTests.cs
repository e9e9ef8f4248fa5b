using Mobile.Features.Devices;

namespace Mobile.Features.Tests.Devices;

public sealed class LocalTimeTests
{
    /// <summary>Zones that change their clocks by an hour or half of one, at midnight or later, in either hemisphere, and one that does not.</summary>
    public static readonly IReadOnlyList<string> Zones =
    [
        "Europe/Berlin", "Europe/Dublin", "Africa/Casablanca", "America/Santiago", "America/St_Johns", "America/Havana", "Australia/Lord_Howe",
        "Pacific/Auckland", "Pacific/Chatham", "Asia/Kathmandu",
    ];

    [Theory]
    [InlineData("Europe//Berlin")]
    [InlineData("Europe/Berlin/")]
    [InlineData("/Europe/Berlin")]
    [InlineData("posix/Europe/Berlin")]
    [InlineData("right/Europe/Berlin")]
    [InlineData("W. Europe Standard Time")]
    [InlineData("")]
    public void A_zone_has_one_spelling(string zone) => Assert.Null(LocalTime.Find(zone));

    [Theory]
    [InlineData("Asia/Kathmandu", "2026-07-01T09:00", "2026-07-01T03:15Z")]
    [InlineData("Pacific/Auckland", "2026-07-01T09:00", "2026-06-30T21:00Z")]
    [InlineData("Pacific/Auckland", "2026-01-01T09:00", "2025-12-31T20:00Z")]
    [InlineData("Pacific/Kiritimati", "2026-07-01T00:00", "2026-06-30T10:00Z")]
    [InlineData("Pacific/Pago_Pago", "2026-07-01T00:00", "2026-07-01T11:00Z")]
    [InlineData("Etc/UTC", "2026-07-01T09:00", "2026-07-01T09:00Z")]
    public void A_time_is_that_of_the_clocks_there(string zone, string local, string expected) => AssertInstant(zone, local, expected);

    /// <summary>Clocks are put forward: Berlin by an hour at 02:00, Lord Howe by half of one at 02:00, Auckland at 02:00, Santiago at midnight; Samoa left out a day.</summary>
    [Theory]
    [InlineData("Europe/Berlin", "2026-03-29T01:59", "2026-03-29T00:59Z")]
    [InlineData("Europe/Berlin", "2026-03-29T02:00", "2026-03-29T01:00Z")]
    [InlineData("Europe/Berlin", "2026-03-29T02:30", "2026-03-29T01:30Z")]
    [InlineData("Europe/Berlin", "2026-03-29T03:00", "2026-03-29T01:00Z")]
    [InlineData("Australia/Lord_Howe", "2026-10-04T02:00", "2026-10-03T15:30Z")]
    [InlineData("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:45Z")]
    [InlineData("Australia/Lord_Howe", "2026-10-04T02:30", "2026-10-03T15:30Z")]
    [InlineData("Pacific/Auckland", "2026-09-27T02:30", "2026-09-26T14:30Z")]
    [InlineData("America/Santiago", "2026-09-06T00:00", "2026-09-06T04:00Z")]
    [InlineData("Europe/Dublin", "2026-03-29T01:30", "2026-03-29T01:30Z")]
    [InlineData("Africa/Casablanca", "2026-03-22T02:30", "2026-03-22T02:30Z")]
    [InlineData("Pacific/Apia", "2011-12-30T12:00", "2011-12-30T22:00Z")]
    public void A_time_that_clocks_skip_is_as_much_later(string zone, string local, string expected) => AssertInstant(zone, local, expected);

    /// <summary>Of Dublin and Casablanca, <see cref="TimeZoneInfo.IsInvalidTime"/> knows of no time that is skipped.</summary>
    [Theory]
    [InlineData("Europe/Berlin", "2026-03-29T01:59", true)]
    [InlineData("Europe/Berlin", "2026-03-29T02:30", false)]
    [InlineData("Europe/Berlin", "2026-03-29T03:00", true)]
    [InlineData("Europe/Berlin", "2026-10-25T02:30", true)]
    [InlineData("Europe/Dublin", "2026-03-29T00:59", true)]
    [InlineData("Europe/Dublin", "2026-03-29T01:00", false)]
    [InlineData("Europe/Dublin", "2026-03-29T01:30", false)]
    [InlineData("Europe/Dublin", "2026-03-29T02:00", true)]
    [InlineData("Africa/Casablanca", "2026-03-22T02:30", false)]
    [InlineData("Africa/Casablanca", "2026-02-15T02:30", true)]
    [InlineData("America/Santiago", "2026-09-06T00:00", false)]
    [InlineData("Australia/Lord_Howe", "2026-10-04T02:15", false)]
    [InlineData("Pacific/Apia", "2011-12-30T12:00", false)]
    [InlineData("Etc/UTC", "2026-03-29T02:30", true)]
    public void A_time_that_clocks_skip_is_never_shown(string zone, string local, bool isShown) =>
        Assert.Equal(isShown, LocalTime.IsShown(Local(local), Zone(zone)));

    /// <summary>Clocks are put back: the same places, and Lord Howe by half an hour.</summary>
    [Theory]
    [InlineData("Europe/Berlin", "2026-10-25T02:30", "2026-10-25T00:30Z", "2026-10-25T01:30Z")]
    [InlineData("Europe/Berlin", "2026-10-25T03:00", "2026-10-25T02:00Z", "2026-10-25T02:00Z")]
    [InlineData("Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-04T14:45Z", "2026-04-04T15:15Z")]
    [InlineData("Pacific/Auckland", "2026-04-05T02:30", "2026-04-04T13:30Z", "2026-04-04T14:30Z")]
    [InlineData("Europe/Dublin", "2026-10-25T01:30", "2026-10-25T00:30Z", "2026-10-25T01:30Z")]
    [InlineData("Africa/Casablanca", "2026-02-15T02:30", "2026-02-15T01:30Z", "2026-02-15T02:30Z")]
    public void A_time_that_clocks_show_twice_has_a_first_and_a_last(string zone, string local, string first, string last)
    {
        AssertInstant(zone, local, first);
        Assert.Equal(Instant(last), LocalTime.ToLastInstant(Local(local), Zone(zone)).ToUniversalTime());
    }

    [Fact]
    public void Whatever_clocks_show_leads_back_to_the_moment_at_which_they_show_it()
    {
        foreach (var name in Zones)
        {
            var zone = Zone(name);
            for (var now = Instant("2026-01-01T00:00Z"); now.Year == 2026; now = now.AddMinutes(15))
            {
                var local = TimeZoneInfo.ConvertTime(now, zone).DateTime;
                Assert.Contains(now, new[] { LocalTime.ToInstant(local, zone), LocalTime.ToLastInstant(local, zone) });
            }
        }
    }

    [Theory]
    [InlineData("Europe/Atlantis")]
    [InlineData("W. Europe Standard Time")]
    [InlineData("/etc/localtime")]
    [InlineData("../zoneinfo/Europe/Berlin")]
    [InlineData("")]
    public void A_zone_has_an_iana_name(string zone) => Assert.Null(LocalTime.Find(zone));

    private static void AssertInstant(string zone, string local, string expected) =>
        Assert.Equal(Instant(expected), LocalTime.ToInstant(Local(local), Zone(zone)).ToUniversalTime());

    private static TimeZoneInfo Zone(string name) => LocalTime.Find(name)!;

    private static DateTime Local(string text) => DateTime.Parse(text);

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text);
}
