using Microsoft.Data.Sqlite;
using Mobile.Features.Campaigns;
using Mobile.Features.Campaigns.Composing;
using Mobile.Features.Campaigns.Running;
using Mobile.Features.Devices;
using Mobile.Features.Versions.Policy;
using Mobile.Features.Versions.RemoteConfig;
using Mobile.Testing.Scenarios.Recovery;

namespace Mobile.Features.Tests.Hosting.Restoring;

/// <summary>What staff decided since the backup holds, or is named to them; and nothing that they still have on the screen overwrites what is there now.</summary>
public sealed class RestoredDecisionTests : RestoreScene
{
    private Desk Sam => Desk.OfRelease(Services);

    [Fact]
    public async Task Versions_flags_and_pins_are_as_they_were_before_the_restore()
    {
        // Signs in, so that the two databases have a user in common.
        using var alice = await SignInAsync("alice");
        await SetFlagAsync("kept", enabled: true);
        await SetFlagAsync("switched-off", enabled: true);
        await BackUpAsync();
        await SetFlagAsync("switched-off", enabled: false);
        await Sam.GetAsync((SetAppRelease.Handler handler) => handler.SetAsync(new("ios", "3.0.0", "3.1.0", "https://example.com/app"), default));
        await Sam.GetAsync((SetCertificatePins.Handler handler) => handler.SetAsync(new("api.example.com", [Pin('A'), Pin('Q')]), default));
        var lost = (await GetPolicyAsync()).Revision;

        var output = await RestoreAndStartAsync();

        Assert.Contains("flags and pins are as they were before the restore", output, StringComparison.Ordinal);
        using var app = App.Anonymous(Address);
        var config = await app.ReadAsync("/api/config?platform=ios&appVersion=2.9.0");
        Assert.Equal("required", config.Text("update"));
        Assert.Equal("""{"kept":true,"switched-off":false}""", config.GetProperty("flags").GetRawText());
        Assert.Equal(1, config.GetProperty("certificatePins").GetArrayLength());
        await Sam.AssertRefusedAsync("policy-changed", (SetFlag.Handler handler) => handler.SetAsync(new("kept", Enabled: false, SeenRevision: lost), default));
        await Sam.GetAsync((SetFlag.Handler handler) => handler.SetAsync(new("kept", Enabled: false, SeenRevision: CurrentRevision()), default));
        Assert.Equal(4, await CountAsync("audit_log WHERE action IN ('flag-set', 'app-release-set', 'certificate-pins-set') AND subject <> 'flag/kept'"));
    }

    [Fact]
    public async Task Of_a_damaged_database_the_sound_parts_are_carried_over_and_the_others_are_named()
    {
        using var alice = await SignInAsync("alice", "phone-of-alice");
        using var bob = await SignInAsync("bob");
        await BackUpAsync();
        await alice.PostFormAsync("/oauth/revoke", new(StringComparer.Ordinal) { ["token"] = alice.RefreshToken });
        await bob.DeleteAsync("/api/v2/profile", 1);
        await StopAsync();
        DamageTable("audit_log");

        var output = await RestoreAndStartAsync();

        Assert.Contains("Not carried over, since the replaced database is damaged there", output, StringComparison.Ordinal);
        Assert.Contains("The audit log ends with the backup", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Accounts that were deleted since are back", output, StringComparison.Ordinal);
        Assert.Contains("Accounts that were deleted, and are erased again: 1.", output, StringComparison.Ordinal);
        Assert.Equal(1, await CountAsync("sessions WHERE device_id = 'phone-of-alice' AND revoked_at IS NOT NULL"));
        Assert.Equal(0, await CountAsync("users WHERE subject = 'bob' AND deleted_at IS NULL"));
    }

    /// <summary>Whose it is shows in either of two tables; and the floor of its versions is not needed for what it knows.</summary>
    [Theory]
    [InlineData("signing_keys")]
    [InlineData("store_info")]
    [InlineData("sessions")]
    public async Task Damage_in_one_table_costs_no_other_part(string table)
    {
        using var alice = await SignInAsync("alice");
        using var sam = await Browser.SignInAsync(Address, "sam");
        using var bob = await SignInAsync("bob");
        await BackUpAsync();
        await bob.DeleteAsync("/api/v2/profile", 1);
        await StopAsync();
        DamageTable(table);

        var output = await RestoreAndStartAsync();

        Assert.Contains("Accounts that were deleted, and are erased again: 1.", output, StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync("users WHERE subject = 'bob' AND deleted_at IS NULL"));
        Assert.Equal(table == "sessions" ? 0 : 1, await CountAsync("staff_sessions"));
        using var now = alice.At(Address);
        await now.ReadAsync("/api/v2/orders");
    }

    /// <summary>What can be mended costs no decision: nothing is restored until it is.</summary>
    [Fact]
    public async Task What_cannot_be_carried_over_for_another_reason_stops_the_restore()
    {
        using var alice = await SignInAsync("alice");
        await BackUpAsync();
        await StopAsync();
        await Store.WriteAsync("ALTER TABLE erasures RENAME COLUMN requested_at TO of_another_build");

        var (exitCode, output) = await ApiProcess.RunAsync(Store.Settings, "Development", "restore", Backup);

        Assert.True(exitCode == 1, output);
        Assert.Contains("Nothing was restored", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.Equal(1, PlainFile.Read<long>(Store.File, "SELECT COUNT(*) FROM pragma_table_info('erasures') WHERE name = 'of_another_build'"));
    }

    [Fact]
    public async Task A_database_that_cannot_say_whose_it_is_is_replaced_and_tells_nothing()
    {
        using var alice = await SignInAsync("alice");
        await BackUpAsync();
        await StopAsync();
        await Store.WriteAsync("DELETE FROM sessions");
        DamageTable("signing_keys");

        var output = await RestoreAndStartAsync();

        Assert.Contains("Nothing is carried over", output, StringComparison.Ordinal);
        Assert.Contains("What was decided after the backup was made is not known here", output, StringComparison.Ordinal);
        Assert.Contains("Accounts that were deleted since are back", output, StringComparison.Ordinal);
        using var now = alice.At(Address);
        await now.ReadAsync("/api/v2/orders");
    }

    [Fact]
    public async Task A_backup_that_has_decided_more_keeps_what_it_says()
    {
        using var alice = await SignInAsync("alice");
        await SetFlagAsync("later", enabled: true);
        await BackUpAsync();
        await StopAsync();
        await Store.WriteAsync("DELETE FROM feature_flags; UPDATE feeds SET seq = 0 WHERE owner = 'version-policy'");

        await RestoreAndStartAsync();

        Assert.Equal(1, await CountAsync("feature_flags WHERE name = 'later'"));
    }

    [Fact]
    public async Task What_was_decided_on_campaigns_is_named_and_a_screen_of_before_changes_none()
    {
        using var alice = await SignInAsync("alice");
        var draft = await SaveAsync(new(null, "Then", PushCategory.Promotions, "Sale", "Everything must go", """{"all":[]}"""));
        await BackUpAsync();
        var lost = await SaveAsync(new(draft.Id, "Lost", PushCategory.Promotions, "Sale", "Nothing must go", """{"all":[]}"""));
        var other = await SaveAsync(new(null, "Other", PushCategory.Promotions, "Sale", "Everything must go", """{"all":[]}"""));
        await Sam.GetAsync((CancelCampaign.Handler handler) => handler.CancelAsync(other.Id, null, default));

        var output = await RestoreAndStartAsync();

        Assert.Contains($"campaign-edited campaign/{draft.Id} by sam", output, StringComparison.Ordinal);
        Assert.Contains($"campaign-cancelled campaign/{other.Id} by sam", output, StringComparison.Ordinal);
        Assert.Equal(1, await CountAsync("audit_log WHERE action = 'campaign-cancelled' AND subject = @subject", new { subject = $"campaign/{other.Id}" }));
        Assert.Equal(1, await CountAsync("audit_log WHERE action = 'database-restored' AND actor = 'after-restore' AND detail = 'From monday.db.'"));
        var now = await SaveAsync(new(draft.Id, "Now", PushCategory.Promotions, "Sale", "Half must go", """{"all":[]}""", SeenRevision: draft.Revision));
        Assert.True(now.Revision > lost.Revision + 1_000, $"{now.Revision} follows {lost.Revision}");
        await Sam.AssertRefusedAsync("campaign-changed", (DraftCampaign.Handler handler) => handler.SaveAsync(
            new(draft.Id, "Over", PushCategory.Promotions, "Sale", "All must go", """{"all":[]}""", SeenRevision: lost.Revision), default));
    }

    [Fact]
    public async Task A_replaced_database_of_an_older_schema_is_carried_over_as_far_as_it_goes()
    {
        using var alice = await SignInAsync("alice", "phone-old-schema");
        await alice.RegisterAsync("device-of-old-schema", DeviceExtensions.Registration());
        await BackUpAsync();
        await alice.PreferAsync("device-of-old-schema", new { categories = new { orders = false } });
        await StopAsync();
        await Store.WriteAsync("""
            ALTER TABLE sessions DROP COLUMN used_generation;
            DROP TABLE staff_sessions;
            DROP TABLE certificate_pins;
            ALTER TABLE audit_log ADD COLUMN of_a_later_build TEXT
            """);

        var output = await RestoreAndStartAsync();

        Assert.Contains("Sessions as they were", output, StringComparison.Ordinal);
        Assert.Equal(1, await CountAsync("devices WHERE id = 'device-of-old-schema' AND allows_orders = 0"));
        using var now = alice.At(Address);
        await now.RefreshAsync();
    }

    private static string Pin(char letter) => new string(letter, 43) + "=";

    private Task<PolicySnapshot> SetFlagAsync(string name, bool enabled) =>
        Sam.GetAsync((SetFlag.Handler handler) => handler.SetAsync(new(name, enabled), default));

    private Task<PolicySnapshot> GetPolicyAsync() => SetFlagAsync("kept", enabled: true);

    private long CurrentRevision() => ((VersionPolicy)Services.GetService(typeof(VersionPolicy))!).Current.Revision;

    private Task<Campaign> SaveAsync(DraftCampaign.Change change) => Sam.GetAsync((DraftCampaign.Handler handler) => handler.SaveAsync(change, default));

    /// <summary>Spoils the first page of the table, as a bad disk does.</summary>
    private void DamageTable(string table)
    {
        // Or the log has the page, and mends it.
        PlainFile.Write(Store.File, "PRAGMA wal_checkpoint(TRUNCATE)");
        var page = PlainFile.Read<long>(Store.File, $"SELECT rootpage FROM sqlite_schema WHERE name = '{table}'");
        var size = PlainFile.Read<int>(Store.File, "PRAGMA page_size");
        SqliteConnection.ClearAllPools();
        using var file = new FileStream(Store.File, FileMode.Open, FileAccess.Write);
        file.Position = (page - 1) * size;
        file.Write(Enumerable.Repeat((byte)0xFF, size).ToArray());
    }
}
