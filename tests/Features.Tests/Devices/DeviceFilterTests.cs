using Dapper;
using Microsoft.Data.Sqlite;
using Mobile.Features.Data.Sqlite;
using Mobile.Features.Devices;

namespace Mobile.Features.Tests.Devices;

/// <summary>A search of devices reads one index and the rows of its page. Times are measured by <c>tests/Endurance</c>, never asserted.</summary>
public sealed class DeviceFilterTests(SqliteHost host) : IClassFixture<SqliteHost>
{
    [Theory]
    [InlineData(SearchDevices.By.User, null, null, null)]
    [InlineData(SearchDevices.By.User, null, "apns", null)]
    [InlineData(SearchDevices.By.User, null, null, "3.2.1")]
    [InlineData(SearchDevices.By.Device, "d", null, null)]
    [InlineData(SearchDevices.By.Device, "d", "apns", "3.2.1")]
    [InlineData(SearchDevices.By.Model, "iPhone", null, null)]
    [InlineData(SearchDevices.By.Model, "iPhone", "apns", "3.2.1")]
    public async Task Every_filter_reads_the_index_of_the_time_and_sorts_no_more_than_its_page(SearchDevices.By by, string? text, string? platform, string? appVersion)
    {
        foreach (var ended in new[] { false, true })
        {
            var plan = await PlanAsync(new(by, text, platform, appVersion, ended));

            Assert.Contains(plan, step => step.Contains($"COVERING INDEX devices_{(ended ? "unregistered" : "by_last_seen")}", StringComparison.Ordinal));
            Assert.Contains("SEARCH devices USING PRIMARY KEY (id=?)", plan);
            Assert.Single(plan, step => step.Contains("INDEX", StringComparison.Ordinal));
            Assert.DoesNotContain(plan, step => step.Contains("TEMP B-TREE", StringComparison.Ordinal) && !IsOfPage(plan, step));
        }
    }

    [Theory]
    [InlineData(SearchDevices.By.User, null, null, null)]
    [InlineData(SearchDevices.By.Device, "d", "apns", "3.2.1")]
    [InlineData(SearchDevices.By.Model, "iPhone", "apns", "3.2.1")]
    public async Task Those_whose_handle_the_hub_refuses_are_read_from_an_index_of_theirs(SearchDevices.By by, string? text, string? platform, string? appVersion)
    {
        var plan = await PlanAsync(new(by, text, platform, appVersion, Refused: true));

        Assert.Contains(plan, step => step.Contains("COVERING INDEX devices_refused", StringComparison.Ordinal));
        Assert.Single(plan, step => step.Contains("INDEX", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_devices_of_users_are_found_by_their_user()
    {
        foreach (var query in new SearchDevices.Query[] { new(Text: "alice"), new(Text: "alice", Platform: "apns", AppVersion: "3.2.1", Ended: true) })
        {
            Assert.Contains(await PlanAsync(query), step => step.StartsWith("SEARCH devices", StringComparison.Ordinal) && step.EndsWith("(user_id=?)", StringComparison.Ordinal));
        }
    }

    /// <summary>The page itself, which is put in order once more.</summary>
    private static bool IsOfPage(IReadOnlyList<string> plan, string step) => step == plan[^1];

    private async Task<IReadOnlyList<string>> PlanAsync(SearchDevices.Query query)
    {
        await using var connection = new SqliteConnection(host.Store.ConnectionString);
        var parameters = new
        {
            Ids = new[] { "u", "v" },
            From = "a",
            To = "b",
            Length = 1,
            query.Platform,
            query.AppVersion,
            at = long.MaxValue,
            after = "~",
            limit = 21,
        };
        return [.. (await connection.QueryAsync<(long, long, long, string Detail)>(
            $"EXPLAIN QUERY PLAN {DeviceFilter.Newest(query, new SqliteDialect())}", parameters)).Select(step => step.Detail)];
    }
}
