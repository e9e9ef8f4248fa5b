namespace Mobile.Features.Tests.Versions;

public abstract class AdoptionTests(TestHost host) : AdoptionScene(host)
{
    [EngineFact]
    public async Task A_device_counts_once_for_each_version_that_it_uses()
    {
        await CallAsync("alice", "phone", "ios", "3.1.0", "v1");
        await CallAsync("alice", "phone", "ios", "3.1.0", "v1");
        await CallAsync("alice", "tablet", "ios", "3.2.0", "v1", "v2");
        await CallAsync("bob", "phone", "android", "banana", "v2");

        Assert.Equal(
            ["v1 ios 3.1.0 1 1 0.33", "v1 ios 3.2.0 1 1 0.33", "v2 android unknown 1 1 0.33", "v2 ios 3.2.0 1 1 0.33"],
            (await DevicesAsync()).Select(row => $"{row.ApiVersion} {row.Platform} {row.AppVersion} {row.Devices} {row.Users} {row.Share:0.00}"));
    }

    [EngineFact]
    public async Task A_device_is_written_once_a_day_and_once_more_when_its_app_was_updated()
    {
        await CallAsync("alice", "phone", "ios", "3.1.0", "v2");
        var first = await LastSeenAsync();
        Host.Clock.Advance(TimeSpan.FromHours(1));
        await CallAsync("alice", "phone", "ios", "3.1.0", "v2");
        await AtAnotherNodeAsync("alice", "phone", "ios", "3.1.0");
        Assert.Equal(first, await LastSeenAsync());

        await CallAsync("alice", "phone", "ios", "3.2.0", "v2");
        var updated = await LastSeenAsync();
        Assert.True(updated > first);
        Assert.Equal("3.2.0", Assert.Single(await DevicesAsync()).AppVersion);

        Host.Clock.Advance(Day);
        await Host.FlushTrafficAsync();
        await CallAsync("alice", "phone", "ios", "3.2.0", "v2");
        Assert.True(await LastSeenAsync() > updated);
    }

    [EngineFact]
    public async Task A_device_leaves_v1_when_its_updated_app_calls_v2_alone_and_stays_while_its_app_calls_v1_now_and_then()
    {
        await CallAsync("alice", "phone", "ios", "3.1.0", "v1");
        await CallAsync("bob", "phone", "ios", "3.1.0", "v1");
        await NextDayAsync();
        await CallAsync("alice", "phone", "ios", "3.2.0", "v2");
        for (var day = 0; day < 10; day++)
        {
            await CallAsync("bob", "phone", "ios", "3.1.0", "v2");
            await NextDayAsync();
        }

        await CallAsync("bob", "phone", "ios", "banana", "v2");

        Assert.Equal(["v1 3.1.0 1", "v2 3.2.0 1", "v2 unknown 1"], (await DevicesAsync()).Select(row => $"{row.ApiVersion} {row.AppVersion} {row.Devices}"));
    }

    [EngineFact]
    public async Task Sign_ins_that_name_no_device_are_one_device_of_their_user()
    {
        for (var i = 0; i < 3; i++)
        {
            using var monitor = await Host.SignInAsync("sam");
            await monitor.With("ios", $"3.{i}.0").GetAsync("/api/v2/profile");
            await UntilAsync(async () => await Host.Store.ReadAsync<string>("SELECT MAX(app_version) FROM active_devices") == $"3.{i}.0");
        }

        Assert.Equal(1, Assert.Single(await DevicesAsync()).Devices);
    }

    [EngineFact]
    public async Task A_device_that_the_database_refuses_keeps_no_other_from_being_written()
    {
        await Host.Store.WriteAsync(Host.Store.Engine == "sqlite"
            ? "CREATE TRIGGER picky BEFORE INSERT ON active_devices WHEN NEW.app_version = '6.6.6' BEGIN SELECT RAISE(ABORT, 'no'); END"
            : "ALTER TABLE active_devices ADD CONSTRAINT picky CHECK (app_version <> '6.6.6')");
        using var evil = await Host.SignInAsync("bob", "evil");
        await evil.With("ios", "6.6.6").GetAsync("/api/v2/profile");
        await CallAsync("alice", "phone", "ios", "3.1.0", "v2");
        await CallAsync("alice", "tablet", "ios", "3.1.0", "v2");
        await Host.Store.WriteAsync(Host.Store.Engine == "sqlite" ? "DROP TRIGGER picky" : "ALTER TABLE active_devices DROP CONSTRAINT picky");

        Assert.Equal(2, Assert.Single(await DevicesAsync()).Devices);
    }

    public sealed class Sqlite(SqliteApiHost host) : AdoptionTests(host), IClassFixture<SqliteApiHost>;

    public sealed class SqlServer(SqlServerApiHost host) : AdoptionTests(host), IClassFixture<SqlServerApiHost>;
}
