using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Devices;
using Mobile.Features.Versions.Adoption;
using Mobile.Features.Versions.Traffic;

namespace Mobile.Testing.Scenarios.Dashboard;

/// <summary>
/// A dashboard over very many rows: how long each of its pages takes, over HTTP. The rows are written by SQL of SQLite; a file that has them already
/// is asked as it is.
/// </summary>
public sealed class DashboardScaleScenario(TestStore store, int seed, DashboardSize size, IProgress<ScenarioStep>? progress = null)
{
    private const int Times = 5;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    public async IAsyncEnumerable<ScenarioReport> RunAsync()
    {
        var clock = new TestClock();
        await using var node = TestNode.Start(store, clock, "api,admin");
        yield return await FillAsync(node, clock);

        using var sam = await Browser.SignInAsync(node.Address, "sam", "/admin/versions/flags");
        foreach (var page in DashboardPages.All)
        {
            var path = await FillInAsync(page);
            var times = new List<TimeSpan>();
            for (var i = -1; i < Times; i++)
            {
                var started = Stopwatch.GetTimestamp();
                var answer = await sam.GetAsync(path);
                await answer.Content.ReadAsByteArrayAsync();
                times.Add(Stopwatch.GetElapsedTime(started));
                Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode}");
            }

            var (first, median) = (times[0], times.Skip(1).Order().ElementAt(Times / 2));
            yield return Report(page, $"{median.TotalMilliseconds:0.0}", $"{first.TotalMilliseconds:0.0}", median < Patience ? [] : [$"{page} takes {median.TotalMilliseconds:0} ms."]);
        }
    }

    private async Task<string> FillInAsync(string page)
    {
        foreach (var (name, sql) in DashboardPages.Ids.Where(id => page.Contains(id.Key, StringComparison.Ordinal)))
        {
            page = page.Replace(name, await store.ReadAsync<string>(sql), StringComparison.Ordinal);
        }

        return page;
    }

    private async Task<ScenarioReport> FillAsync(TestNode node, TestClock clock)
    {
        var database = store.Open();
        using var closing = database as IDisposable;
        if (await database.ReadAsync(unit => unit.FindAsync<long>(Sql.IsFilled, null, default), default) == 0)
        {
            var filling = new Filling(database, seed, clock.GetUtcNow(), progress);
            await ManyPeople.AddAsync(filling, size);
            await ManyCalls.AddAsync(filling, size);
            await ManyPushes.AddAsync(filling, size);
            await filling.RunAsync(Sql.Filled, new { size = size.ToString() });
        }

        // What the worker does each minute.
        var started = Stopwatch.GetTimestamp();
        await node.Services.GetRequiredService<TrafficRollup>().RollUpAsync(default);
        await node.Services.GetRequiredService<ActiveRollup>().CountAsync(default);
        await node.Services.GetRequiredService<DeviceCounting>().CountWhenDueAsync(default);
        var counting = Stopwatch.GetElapsedTime(started);
        return Report("(counting, in the worker)", $"{counting.TotalMilliseconds:0}", "", []);
    }

    private ScenarioReport Report(string question, string median, string first, IReadOnlyCollection<string> violations) =>
        new(question, store.Engine, seed, [($"median of {Times} (ms)", median), ("the first (ms)", first)], violations);

    private static class Sql
    {
        public const string IsFilled = "SELECT COUNT(*) FROM store_info WHERE name = 'dashboard-scale'";
        public const string Filled = "INSERT INTO store_info (name, value) VALUES ('dashboard-scale', @size)";
    }
}
