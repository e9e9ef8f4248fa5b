using Mobile.Features.Devices;

namespace Mobile.Features.Tests.Devices;

public sealed class TimeZoneNamesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("zoneinfo").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("Europe/Zurich", "Europe/Zurich")]
    [InlineData("asia/tokyo", "Asia/Tokyo")]
    [InlineData("EUROPE/BERLIN", "Europe/Berlin")]
    [InlineData("Asia/Calcutta", "Asia/Kolkata")]
    [InlineData("US/Pacific", "America/Los_Angeles")]
    [InlineData("Europe/Kiev", "Europe/Kyiv")]
    [InlineData("Iceland", "Atlantic/Reykjavik")]
    [InlineData("Europe/Oslo", "Europe/Oslo")]
    [InlineData("EST5EDT", "America/New_York")]
    [InlineData("Etc/GMT+3", "Etc/GMT+3")]
    public void A_zone_has_one_name_in_any_letter_case(string sent, string stored) => Assert.Equal(stored, TimeZoneNames.Canonicalize(sent));

    [Theory]
    [InlineData("GMT+03:00", "GMT+03:00", 180)]
    [InlineData("GMT+3", "GMT+03:00", 180)]
    [InlineData("GMT-5", "GMT-05:00", -300)]
    [InlineData("UTC+3", "GMT+03:00", 180)]
    [InlineData("utc+05:30", "GMT+05:30", 330)]
    [InlineData("+05:30", "GMT+05:30", 330)]
    [InlineData("+0545", "GMT+05:45", 345)]
    [InlineData("-05", "GMT-05:00", -300)]
    [InlineData("GMT+14:00", "GMT+14:00", 840)]
    [InlineData("GMT-12:00", "GMT-12:00", -720)]
    [InlineData("Z", "Etc/UTC", 0)]
    [InlineData("UTC", "Etc/UTC", 0)]
    [InlineData("GMT", "Etc/UTC", 0)]
    [InlineData("GMT-00:00", "Etc/UTC", 0)]
    public void A_fixed_offset_is_a_zone(string sent, string stored, int minutes)
    {
        Assert.Equal(stored, TimeZoneNames.Canonicalize(sent));
        Assert.Equal(stored, TimeZoneNames.Canonicalize(stored));
        var zone = TimeZoneNames.Find(sent)!;
        Assert.Equal((minutes, minutes), (zone.GetUtcOffset(new DateTime(2026, 1, 1)).TotalMinutes, zone.GetUtcOffset(new DateTime(2026, 7, 1)).TotalMinutes));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Asia/Beijing")]
    [InlineData("W. Europe Standard Time")]
    [InlineData("localtime")]
    [InlineData("posixrules")]
    [InlineData("Factory")]
    [InlineData("leapseconds")]
    [InlineData("posix/Europe/Berlin")]
    [InlineData("RIGHT/Europe/Berlin")]
    [InlineData("../zoneinfo/Europe/Berlin")]
    [InlineData("Europe")]
    [InlineData("tzdata.zi")]
    [InlineData("GMT+14:01")]
    [InlineData("GMT-12:30")]
    [InlineData("GMT+3:7")]
    [InlineData("GMT+05:60")]
    [InlineData("GMT+123")]
    [InlineData("3")]
    [InlineData("Etc/Unknown")]
    public void What_names_no_zone_is_not_read(string sent) => Assert.Null(TimeZoneNames.Canonicalize(sent));

    /// <summary>This machine has the package tzdata with all links; that of Debian 13 leaves them out.</summary>
    [Fact]
    public void An_older_name_shows_the_same_clock_as_the_zone_that_it_means()
    {
        var days = Enumerable.Range(0, 24).Select(month => new DateTime(2025, 1, 15, 0, 0, 0, DateTimeKind.Utc).AddMonths(month)).ToList();
        foreach (var (name, zone) in TimeZoneNames.All)
        {
            var today = TimeZoneNames.Find(name);
            Assert.True(today is not null, $"This machine has no data of {zone}.");
            if (TimeZoneInfo.TryFindSystemTimeZoneById(name, out var older))
            {
                Assert.True(days.All(day => older.GetUtcOffset(day) == today.GetUtcOffset(day)), $"{name} is not {zone}.");
            }
        }
    }

    [Fact]
    public void A_zone_that_came_later_is_found_in_the_database_of_the_machine()
    {
        foreach (var file in new[] { "Mars/Olympus_Mons", "posix/Mars/Olympus_Mons", "localtime", "Factory", "tzdata.zi", "leapseconds" })
        {
            Write(file);
        }

        var found = TimeZoneNames.FindOnThisMachine(folder);

        Assert.Equal("Mars/Olympus_Mons", Assert.Single(found.Values));
        Assert.Equal("Mars/Olympus_Mons", found["mars/olympus_mons"]);
        Assert.Empty(TimeZoneNames.FindOnThisMachine(Path.Combine(folder, "nowhere")));
    }

    [Fact]
    public void A_machine_says_what_its_database_lacks_and_which_package_has_it()
    {
        foreach (var name in TimeZoneNames.All.Where(name => name.Key == name.Value))
        {
            Write(name.Key);
        }

        var withoutLinks = TimeZoneDatabase.Inspect(folder);
        Assert.Empty(withoutLinks.Zones);
        Assert.Contains("US/Pacific", withoutLinks.OlderNames);
        Assert.Contains("tzdata-legacy", withoutLinks.Lacks, StringComparison.Ordinal);

        File.Delete(Path.Combine(folder, "Europe/Kyiv"));
        var old = TimeZoneDatabase.Inspect(folder);
        Assert.Equal(["Europe/Kyiv"], old.Zones);
        Assert.Contains("lacks 1 zones, such as Europe/Kyiv", old.Lacks, StringComparison.Ordinal);

        Assert.Contains("Install the package tzdata.", TimeZoneDatabase.Inspect(Path.Combine(folder, "nowhere")).Lacks, StringComparison.Ordinal);
    }

    private void Write(string name)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, name))!);
        File.WriteAllText(Path.Combine(folder, name), "TZif");
    }
}
