using Mobile.Features.Data;

namespace Mobile.Testing.Scenarios.Dashboard;

/// <summary>
/// Writes very many rows by SQL of SQLite, past the API: each INSERT selects from <c>n</c>, whose <c>i</c> counts the rows. The same seed and
/// time make the same rows.
/// </summary>
internal sealed class Filling(Database database, int seed, DateTimeOffset now, IProgress<ScenarioStep>? progress)
{
    private const int Part = 50_000;

    public long Now { get; } = now.ToUnixTimeMilliseconds();

    /// <summary>A number below <paramref name="below"/>, another one for each row and <paramref name="salt"/>.</summary>
    public static string Dice(int salt, string below, string i = "i") => $"(((({i}) + {salt * 7_919}) * 2654435761 + @seed * 1013904223) % 4294967296 / 7 % ({below}))";

    /// <summary>32 hexadecimal digits that sort by time, as the product's ids do.</summary>
    public static string Id(string at, string number) => $"printf('%012x7%019x', {at}, {number})";

    /// <param name="sql">An INSERT; may ask for <c>@now</c>, <c>@seed</c> and what <paramref name="more"/> has.</param>
    public async Task AddAsync(string what, int count, string sql, Dictionary<string, object>? more = null, int part = Part)
    {
        for (var first = 0; first < count; first += part)
        {
            var parameters = new Dictionary<string, object>(more ?? [], StringComparer.Ordinal)
            {
                ["first"] = first,
                ["last"] = Math.Min(count, first + part),
                ["seed"] = seed,
                ["now"] = Now,
            };
            await database.WriteAsync(
                unit => unit.ExecuteAsync($"WITH RECURSIVE n(i) AS (SELECT @first UNION ALL SELECT i + 1 FROM n WHERE i + 1 < @last) {sql}", parameters, default),
                default);
            progress?.Report(new(what, Math.Min(count, first + part), count));
        }
    }

    public Task<int> RunAsync(string sql, object? parameters = null) =>
        database.WriteAsync(unit => unit.ExecuteAsync(sql, parameters, default), default);
}
