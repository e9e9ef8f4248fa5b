using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Mobile.Testing.Scenarios.SyncCost;

/// <summary>
/// Promise 4: a sync cycle costs what changed, not what exists. The bytes and the time of a delta of a few changes in a long history,
/// beside a list of as many rows, the whole list, and a replica from nothing.
/// </summary>
public sealed class SyncCostScenario(TestStore store, int seed, int orders, int changes, IProgress<ScenarioStep> progress)
{
    private const int Repetitions = 15;
    private const string User = "vera";

    private static readonly string?[] Encodings = [null, "gzip", "br"];

    public async Task<IReadOnlyList<ScenarioReport>> RunAsync()
    {
        await using var node = await ApiProcess.StartAsync(store);
        using var app = await App.SignInAsync(node.Address, User);
        progress.Report(new("writing the history", 0, 1));
        await ManyOrders.WriteAsync(store, User, orders, seed);
        var token = (await app.ReadAsync("/api/v2/orders?limit=1")).GetProperty("syncToken").GetString();
        await ChangeAsync(app);

        var delta = $"/api/v2/orders?limit=100&since={token}";
        (string Name, string Path, Func<JsonElement, string?> Next, int Skip)[] ways =
        [
            ($"{changes} changes of {orders}", delta, _ => null, 0),
            ($"a list of {changes}", $"/api/v2/orders?limit={changes}", _ => null, 0),
            ("nothing changed", delta, page => page.GetProperty("items").GetArrayLength() > 0 ? $"/api/v2/orders?since={page.Text("syncToken")}" : null, 1),
            ("the whole list", "/api/v2/orders?limit=100", page => page.GetProperty("next").GetString() is { } next ? $"/api/v2/orders?limit=100&after={next}" : null, 0),
            ("a replica from nothing", Pull(null), page => page.GetProperty("more").GetBoolean() ? Pull(page.Text("syncToken")) : null, 0),
        ];
        List<ScenarioReport> reports = [];
        foreach (var (name, path, next, skip) in ways)
        {
            reports.Add(await MeasureAsync(name, encoding => ReadAsync(app, path, encoding, next, skip)));
            progress.Report(new("measuring", reports.Count, ways.Length));
        }

        return reports;
    }

    private static string Pull(string? token) => $"/api/v2/sync?collections=orders&limit=500{(token is null ? "" : $"&since={token}")}";

    private async Task ChangeAsync(App app)
    {
        var ids = await store.QueryAsync<string>(
            "SELECT id FROM orders WHERE user_id = (SELECT id FROM users WHERE subject = @User) ORDER BY id", new { User });
        foreach (var id in new Random(seed).GetItems(ids.ToArray(), changes))
        {
            var version = (await app.ReadAsync($"/api/v2/orders/{id}")).GetProperty("version").GetInt64();
            (await app.PatchAsync($"/api/v2/orders/{id}", new { note = "left at the door" }, version)).EnsureSuccessStatusCode();
        }
    }

    private async Task<ScenarioReport> MeasureAsync(string name, Func<string?, Task<Cost>> readAsync)
    {
        List<(string, string)> figures = [];
        foreach (var encoding in Encodings)
        {
            var costs = new List<Cost>();
            for (var i = 0; i < Repetitions; i++)
            {
                costs.Add(await readAsync(encoding));
            }

            var median = costs.OrderBy(cost => cost.Time).ElementAt(Repetitions / 2);
            figures.AddRange(encoding is null ? [("requests", $"{median.Requests}"), ("rows", $"{median.Rows}")] : []);
            figures.Add(($"{encoding ?? "plain"} bytes", median.Bytes.ToString("N0", CultureInfo.InvariantCulture)));
            figures.Add(($"{encoding ?? "plain"} ms", median.Time.TotalMilliseconds.ToString("0.00", CultureInfo.InvariantCulture)));
        }

        return new(name, store.Engine, seed, figures, []);
    }

    /// <param name="next">Where to go on from a page; null at the end.</param>
    /// <param name="skip">How many pages do not count.</param>
    private static async Task<Cost> ReadAsync(App app, string? path, string? encoding, Func<JsonElement, string?> next, int skip)
    {
        var cost = new Cost(0, 0, 0, TimeSpan.Zero);
        for (var url = path; url is not null; skip--)
        {
            var started = Stopwatch.GetTimestamp();
            var answer = await app.GetAsync(url, encoding is null ? [] : [("Accept-Encoding", encoding)]);
            var bytes = await answer.Content.ReadAsByteArrayAsync();
            var time = Stopwatch.GetElapsedTime(started);
            var page = await Packed.ReadAsync(encoding, bytes);
            var items = page.TryGetProperty("collections", out var collections) ? collections.GetProperty("orders").GetProperty("items") : page.GetProperty("items");
            cost = skip > 0 ? cost : cost.Plus(bytes.Length, items.GetArrayLength(), time);
            url = next(page);
        }

        return cost;
    }

    private sealed record Cost(int Requests, long Bytes, int Rows, TimeSpan Time)
    {
        public Cost Plus(long bytes, int rows, TimeSpan time) => new(Requests + 1, Bytes + bytes, Rows + rows, Time + time);
    }
}
