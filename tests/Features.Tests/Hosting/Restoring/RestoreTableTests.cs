using Mobile.Testing.Scenarios.Recovery;

namespace Mobile.Features.Tests.Hosting.Restoring;

/// <summary>The documentation says of each table what a restore does to it, and each of its rows has a test.</summary>
public sealed class RestoreTableTests : RestoreScene
{
    private const string Restored = "restored";

    /// <summary>What is not simply restored, and the test of it.</summary>
    private static readonly Dictionary<string, (string What, string Test)> Others = new(StringComparer.Ordinal)
    {
        ["api_brownouts"] = ("carried over", nameof(RestoredDecisionTests.Versions_flags_and_pins_are_as_they_were_before_the_restore)),
        ["api_versions"] = ("carried over", nameof(RestoredDecisionTests.Versions_flags_and_pins_are_as_they_were_before_the_restore)),
        ["app_releases"] = ("carried over", nameof(RestoredDecisionTests.Versions_flags_and_pins_are_as_they_were_before_the_restore)),
        ["audit_log"] = ("carried over", nameof(RestoredDecisionTests.What_was_decided_on_campaigns_is_named_and_a_screen_of_before_changes_none)),
        ["campaigns"] = ("held", nameof(What_waits_in_the_backup_waits_for_staff)),
        ["certificate_pins"] = ("carried over", nameof(RestoredDecisionTests.Versions_flags_and_pins_are_as_they_were_before_the_restore)),
        ["deliveries"] = ("held", nameof(What_waits_in_the_backup_waits_for_staff)),
        ["devices"] = ("carried over", nameof(RestoredDeviceTests.Consent_that_was_withdrawn_since_the_backup_stays_withdrawn_and_consent_that_was_given_is_not_assumed)),
        ["erasures"] = ("carried over", nameof(RestoreTests.An_account_that_was_deleted_since_the_backup_is_erased_again)),
        ["feature_flags"] = ("carried over", nameof(RestoredDecisionTests.Versions_flags_and_pins_are_as_they_were_before_the_restore)),
        ["feeds"] = ("reset", nameof(RestoreTests.A_restored_database_has_the_data_of_then_and_refuses_the_sync_tokens_of_before)),
        ["outbox"] = ("held", nameof(What_waits_in_the_backup_waits_for_staff)),
        ["protection_keys"] = ("carried over", nameof(RestoredSessionTests.Keys_that_were_changed_since_the_backup_stay_changed)),
        ["push_batches"] = ("held", nameof(What_waits_in_the_backup_waits_for_staff)),
        ["push_counts"] = ("held", nameof(What_waits_in_the_backup_waits_for_staff)),
        ["schema_migrations"] = ("reset", nameof(RestoreTests.A_backup_of_an_older_build_is_migrated)),
        ["sessions"] = ("carried over", nameof(RestoredSessionTests.Phones_that_refreshed_since_the_backup_stay_signed_in_and_those_that_were_signed_out_stay_out)),
        ["signing_keys"] = ("carried over", nameof(RestoredSessionTests.Keys_that_were_changed_since_the_backup_stay_changed)),
        ["staff_sessions"] = ("carried over", nameof(RestoredSessionTests.Staff_who_signed_out_since_the_backup_stay_out_and_the_others_stay_in)),
        ["store_info"] = ("reset", nameof(RestoredVersionTests.Versions_of_a_second_restore_are_above_those_of_the_first)),
    };

    [Fact]
    public async Task The_documentation_says_of_each_table_what_becomes_of_it()
    {
        var rows = File.ReadAllLines(Path.Combine(Tree.Folder("docs"), "operations.md"))
            .SkipWhile(line => line != "### What a restore does to each table").TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .SelectMany(line => line.Split('|')[1].Split(',').Select(name => (Table: name.Trim().Trim('`'), What: line.Split('|')[2].Trim())))
            .OrderBy(row => row.Table, StringComparer.Ordinal);

        Assert.Equal((await TablesAsync()).Select(table => (table, Others.TryGetValue(table, out var other) ? other.What : Restored)), rows);
    }

    [Fact]
    public async Task Every_table_that_is_restored_is_as_it_was_in_the_backup()
    {
        using (var alice = await SignInAsync("alice", "phone-of-alice"))
        {
            var id = await alice.PlaceOrderAsync(note: "then");
            await alice.PatchAsync($"/api/v2/orders/{id}", new { note = "amended" }, version: 1);
            await alice.ReadAsync("/api/v2/orders");
        }

        // Stopped, so that what it counts is written.
        await StopAsync();
        await BackUpAsync();
        var restored = (await TablesAsync()).Except(Others.Keys, StringComparer.Ordinal).ToList();
        foreach (var table in restored)
        {
            var change = table == "users" ? "UPDATE users SET name = 'lost', version = version + 1" : $"DELETE FROM {table}";
            PlainFile.Write(Store.File, $"PRAGMA foreign_keys = OFF; {change}");
        }

        await RestoreAsync();

        var backup = new SqliteFile(Backup);
        foreach (var table in restored)
        {
            Assert.Equal(await RowsAsync(backup, table), await RowsAsync(Store, table));
        }

        Assert.Equal(1, await CountAsync("orders WHERE note = 'amended'"));
    }

    [Fact]
    public async Task What_waits_in_the_backup_waits_for_staff()
    {
        using (await SignInAsync("alice"))
        {
            await StopAsync();
        }

        await Store.WriteAsync("""
            DELETE FROM deliveries; DELETE FROM push_counts; DELETE FROM outbox;
            INSERT INTO outbox (id, type, user_id, event, occurred_at, state, attempts, due_at)
            VALUES ('waits', 'order-placed', 'u', 'event', 1, 'pending', 0, 1), ('told', 'order-placed', 'u', 'event', 1, 'done', 0, 1);
            INSERT INTO pushes (id, lane, category, title, body, time_to_live_seconds, retries_unknown, honours_quiet_hours, created_at)
            VALUES ('campaign', 'campaign', 'promotions', 'Sale', 'All must go', 3600, 0, 1, 1);
            INSERT INTO campaigns (
                id, name, state, revision, category, title, body, time_to_live_seconds, audience, honours_quiet_hours, retries_unknown,
                created_by, created_at, edited_by, edited_at, snapshot_after, recipients, next_claim_at)
            VALUES ('campaign', 'Sale', 'running', 1, 'promotions', 'Sale', 'All must go', 3600, '{"all":[]}', 1, 0, 'sam', 1, 'sam', 1, 'device', 1, 0);
            INSERT INTO deliveries (push_id, device_id, lane, user_id, platform, state, due_at, attempts, batch_id, attempted_at)
            VALUES ('campaign', 'device', 'campaign', 'u', 'apns', 'sending', 1, 1, 'batch', 1);
            INSERT INTO push_counts (push_id, state, reason, devices) VALUES ('campaign', 'sending', '', 1);
            INSERT INTO push_batches (id, push_id, platform, devices, worker, state, started_at, leased_until)
            VALUES ('batch', 'campaign', 'apns', 1, 'worker', 'sending', 1, 1)
            """);
        await BackUpAsync();

        var output = await RestoreAsync();

        Assert.Contains("1 events, 1 deliveries, 1 campaigns", output, StringComparison.Ordinal);
        Assert.Equal(1, await CountAsync("outbox WHERE id = 'waits' AND state = 'dead' AND failure LIKE '%restored%'"));
        Assert.Equal(1, await CountAsync("outbox WHERE id = 'told' AND state = 'done'"));
        Assert.Equal(1, await CountAsync("deliveries WHERE state = 'unknown' AND reason = 'restored' AND attention_at IS NOT NULL"));
        Assert.Equal(1, await CountAsync("push_counts WHERE state = 'unknown' AND reason = 'restored' AND devices = 1"));
        Assert.Equal(1, await CountAsync("push_batches WHERE state = 'unknown' AND reason = 'restored'"));
        Assert.Equal(1, await CountAsync("campaigns WHERE state = 'paused' AND revision > 1000000000000"));
    }

    private static async Task<IReadOnlyList<string>> RowsAsync(TestStore store, string table)
    {
        var columns = await store.QueryAsync<string>("SELECT name FROM pragma_table_xinfo(@table)", new { table });
        return await store.QueryAsync<string>($"SELECT {string.Join(" || '|' || ", columns.Select(column => $"quote({column})"))} AS line FROM {table} ORDER BY line");
    }

    private async Task<IReadOnlyList<string>> TablesAsync() =>
        await Store.QueryAsync<string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name");
}
