using Dapper;
using Microsoft.Data.Sqlite;

namespace Mobile.Features.Tests;

/// <summary>What staff ask reads ranges of indexes. Times are measured by <c>tests/Endurance</c>, never asserted.</summary>
public sealed class StaffQueryCostTests(SqliteHost host) : IClassFixture<SqliteHost>
{
    [Theory]
    [InlineData(
        "SELECT note FROM orders WHERE status = 'placed' AND placed_at >= 1 AND placed_at <= 9 AND (placed_at < 9 OR id < 'x') ORDER BY placed_at DESC, id DESC LIMIT 5",
        "orders_by_status (status=? AND placed_at>? AND placed_at<?)")]
    [InlineData("SELECT id FROM users WHERE name_folded >= LOWER('A') AND name_folded < LOWER('B') ORDER BY name_folded LIMIT 5", "users_by_name (name_folded>? AND name_folded<?)")]
    [InlineData("SELECT id FROM users WHERE email_folded >= LOWER('A') AND email_folded < LOWER('B') ORDER BY email_folded LIMIT 5", "users_by_email (email_folded>? AND email_folded<?)")]
    [InlineData("SELECT COUNT(*) FROM devices WHERE registered_at >= 5", "COVERING INDEX devices_by_registration (registered_at>?)")]
    [InlineData("SELECT id FROM devices WHERE unregistered_at IS NULL AND last_seen_at < 5 ORDER BY last_seen_at LIMIT 5", "devices_by_last_seen (last_seen_at<?)")]
    [InlineData("SELECT id FROM devices WHERE unregistered_at IS NOT NULL AND unregistered_at < 5 ORDER BY unregistered_at LIMIT 5", "devices_unregistered (unregistered_at>? AND unregistered_at<?)")]
    [InlineData("SELECT occurred_at FROM audit_log WHERE occurred_at < 5 AND last_at IS NOT NULL ORDER BY occurred_at LIMIT 5", "audit_log_counted (occurred_at<?)")]
    [InlineData("DELETE FROM audit_log WHERE occurred_at <= 5 AND last_at IS NOT NULL", "audit_log_counted (occurred_at<?)")]
    [InlineData(
        "SELECT id FROM audit_log WHERE occurred_at >= 1 AND occurred_at <= 9 AND (occurred_at < 9 OR id < 'x') AND person_key = 'p' ORDER BY occurred_at DESC, id DESC LIMIT 5",
        "COVERING INDEX audit_log_by_person (person_key=? AND occurred_at>? AND occurred_at<?)")]
    [InlineData(
        "SELECT SUM(recipients) FROM campaigns WHERE scheduled_person = 'p' AND prepare_at > 5 AND id <> 'x' AND approved_at IS NULL AND scheduled_at > 3",
        "campaigns_by_scheduler (scheduled_person=? AND prepare_at>?)")]
    public async Task Each_reads_one_range_of_one_index_and_sorts_nothing(string query, string plan)
    {
        await using var connection = new SqliteConnection(host.Store.ConnectionString);
        var steps = (await connection.QueryAsync<(long, long, long, string Detail)>($"EXPLAIN QUERY PLAN {query}")).Select(step => step.Detail).ToList();

        Assert.Contains(plan, Assert.Single(steps), StringComparison.Ordinal);
    }
}
