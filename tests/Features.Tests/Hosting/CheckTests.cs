using Mobile.Features.Devices;
using Mobile.Testing.Hub;

namespace Mobile.Features.Tests.Hosting;

public sealed class CheckTests : IAsyncLifetime
{
    /// <summary>Nobody listens on the port of discard.</summary>
    private const string Nowhere = "127.0.0.1:9";

    private readonly SqliteStore store = new();
    private readonly Dictionary<string, string> settings = new(StringComparer.Ordinal);

    public async Task InitializeAsync()
    {
        await store.CreateAsync();
        foreach (var (key, value) in store.Settings)
        {
            settings[key] = value;
        }
    }

    public async Task DisposeAsync() => await store.DisposeAsync();

    [Fact]
    public async Task Where_nothing_is_wrong_it_says_so_and_shows_no_secret()
    {
        await using var hub = await HubStandIn.StartAsync();
        await using var provider = await ProviderStandIn.StartAsync();
        foreach (var (key, value) in hub.Settings.Concat(provider.Settings))
        {
            settings[key] = value;
        }

        settings["Auth:ClientSecret"] = "hunter2";
        settings["OTEL_EXPORTER_OTLP_ENDPOINT"] = hub.Address.ToString();
        await ApiProcess.RunAsync(settings, "Production", "migrate");

        var (exitCode, output) = await ApiProcess.RunAsync(settings, "Production", "check");

        Assert.True(exitCode == 0, output);
        Assert.Contains("Nothing is wrong.", output, StringComparison.Ordinal);
        Assert.Contains("takes the key of Push:NotificationHubs:SecondaryKey", output, StringComparison.Ordinal);
        Assert.Contains("Push:NotificationHubs:CallsPerSecond = 10000", output, StringComparison.Ordinal);
        Assert.All(new[] { "hunter2", HubStandIn.PrimaryKey, HubStandIn.SecondaryKey, "SharedAccessSignature" }, secret =>
            Assert.DoesNotContain(secret, output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_machine_without_older_names_of_zones_says_so_and_finds_them_all_the_same()
    {
        var zones = Directory.CreateTempSubdirectory("zoneinfo");
        try
        {
            foreach (var zone in TimeZoneNames.All.Select(name => name.Value).Distinct(StringComparer.Ordinal))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(zones.FullName, zone))!);
                File.Copy(Path.Combine("/usr/share/zoneinfo", zone), Path.Combine(zones.FullName, zone));
            }

            settings["TZDIR"] = zones.FullName;
            Assert.Contains("lacks 152 older names such as Asia/Calcutta", await FindAsync(expected: 0), StringComparison.Ordinal);
            settings["TZDIR"] = Path.Combine(zones.FullName, "nowhere");
            Assert.Contains("Install the package tzdata.", await FindAsync(expected: 0), StringComparison.Ordinal);
        }
        finally
        {
            zones.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task It_changes_nothing()
    {
        var folder = Path.GetDirectoryName(store.File)!;
        Assert.Contains("to do    schema             There is none yet: run migrate", await FindAsync(expected: 0), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder));

        await Mobile.Testing.Scenarios.Recovery.PlainFile.WriteOldAsync(store.File, migrations: 3, rows: 1);
        var before = await File.ReadAllBytesAsync(store.File);

        var output = await FindAsync(expected: 0);
        Assert.Contains("to do    schema             It is at version 3, and this build needs", output, StringComparison.Ordinal);
        Assert.EndsWith("\nNothing is wrong. 1 to do.", output, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(store.File));
        Assert.Equal([store.File], Directory.GetFiles(folder));
    }

    [Fact]
    public async Task A_schema_of_another_build_is_wrong()
    {
        await ApiProcess.RunAsync(settings, "Development", "migrate");
        await store.WriteAsync("UPDATE schema_migrations SET checksum = 'other' WHERE version = 2");

        Assert.Contains("was changed after it was applied", await FindAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_does_not_answer_is_named_with_the_key_to_mend()
    {
        settings["Auth:Authority"] = $"http://{Nowhere}";
        settings["Auth:Audience"] = settings["Auth:ClientId"] = "app";
        settings["Push:NotificationHubs:ConnectionString"] = $"Endpoint=http://{Nowhere};SharedAccessKeyName=a;SharedAccessKey=hunter2";
        settings["Push:NotificationHubs:Hub"] = "shop";
        settings["Images:Template"] = $"https://{Nowhere}/{{name}}?w={{width}}";
        settings["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://{Nowhere}";
        settings["Database:Engine"] = "sqlserver";
        settings["Database:ConnectionString"] = "Server=127.0.0.1,9;Database=mobile;User ID=u;Password=hunter2;Connect Timeout=1";

        var output = await FindAsync();

        Assert.All(
            new[] { "check Auth:Authority", "check the endpoint of Push:NotificationHubs", "check Images:Template", "correct OTEL_EXPORTER_OTLP_ENDPOINT", "Check Database:ConnectionString" },
            mending => Assert.Contains(mending, output, StringComparison.Ordinal));
        Assert.Contains("\n5 wrong.", output, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_the_hub_refuses_is_wrong()
    {
        await using var hub = await HubStandIn.StartAsync();
        foreach (var (key, value) in hub.Settings)
        {
            settings[key] = value;
        }

        hub.Keys = [HubStandIn.PrimaryKey];
        var output = await FindAsync();

        Assert.Contains("ok       notification hub   takes the key of Push:NotificationHubs:ConnectionString", output, StringComparison.Ordinal);
        Assert.Contains("wrong    notification hub   refuses the key of Push:NotificationHubs:SecondaryKey", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_settings_are_all_named()
    {
        settings["Host:Roles"] = "reports";
        settings["Campaigns:BatchSize"] = "0";
        settings["Image:Template"] = "x";

        var output = await FindAsync();

        Assert.Contains("wrong    configuration      Host:Roles names 'reports'", output, StringComparison.Ordinal);
        Assert.Contains("wrong    configuration      Campaigns:BatchSize is '0'", output, StringComparison.Ordinal);
        Assert.Contains("did you mean Images:Template?", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(31, "31 seconds ahead of the other: set the time")]
    [InlineData(-40, "40 seconds behind the other: set the time")]
    [InlineData(29, "within 30 seconds of the other")]
    public void A_clock_that_is_half_a_minute_off_is_wrong(int ahead, string sentence)
    {
        var finding = Assert.Single(Mobile.Api.Hosting.Commands.Checks.ClockCheck.Compare(TimeSpan.FromSeconds(ahead), "the other"));

        Assert.Contains(sentence, finding.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(40, "to do    clock              By the clock of this machine the product last ran 40 days ago.")]
    [InlineData(-3, "to do    clock              By the clock of this machine the product last ran 3 days from now.")]
    public void A_clock_that_is_days_from_when_the_product_last_ran_is_told(int days, string sentence)
    {
        var finding = Assert.Single(Mobile.Api.Hosting.Commands.Checks.ClockCheck.CompareWithTrace(TimeSpan.FromDays(days)));

        Assert.StartsWith(sentence, finding.ToString(), StringComparison.Ordinal);
        Assert.Empty(Mobile.Api.Hosting.Commands.Checks.ClockCheck.CompareWithTrace(TimeSpan.FromHours(23)));
        Assert.Empty(Mobile.Api.Hosting.Commands.Checks.ClockCheck.CompareWithTrace(null));
    }

    [Theory]
    [InlineData("Development", "Auth:Authority = the development provider (default)", 0)]
    [InlineData("Production", "Auth:Authority = (not set)", 1)]
    [InlineData("Staging", "Auth:Authority = (not set)", 1)]
    public async Task The_environment_is_named_and_only_Development_has_a_provider_of_its_own(string environment, string authority, int exitCode)
    {
        var output = await FindAsync(exitCode, environment);

        Assert.StartsWith($"Environment: {environment} (ASPNETCORE_ENVIRONMENT)", output, StringComparison.Ordinal);
        Assert.Contains(authority, output, StringComparison.Ordinal);
        Assert.Equal(exitCode == 1, output.Contains("Users cannot sign in", StringComparison.Ordinal));
    }

    /// <returns>The output of a check that found something wrong, as a rule.</returns>
    private async Task<string> FindAsync(int expected = 1, string environment = "Development")
    {
        var (exitCode, output) = await ApiProcess.RunAsync(settings, environment, "check");
        Assert.True(exitCode == expected, output);
        return output;
    }
}
