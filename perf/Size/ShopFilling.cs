using Dapper;
using Microsoft.Data.Sqlite;
using Mobile.Testing.Scenarios;

namespace Mobile.Perf.Size;

/// <summary>
/// Writes two years of orders into a fresh database, past the API. They come in the order of time, so that those of one user are spread over the whole
/// file, as they are in a shop that has run for two years.
/// </summary>
internal static class ShopFilling
{
    /// <summary>Of the users that are written; an identity provider takes them over.</summary>
    public const string Issuer = "crowd";

    private const int Part = 100_000;
    private const string Lines = """[{"sku":"TRJ-MOS","name":"Trail Jacket, Moss","quantity":%d,"unitPriceMinor":12900}]""";
    private const long TwoYears = 730L * 24 * 3_600_000;

    public static async Task WriteAsync(SqliteStore store, ShopSize size, IProgress<ScenarioStep> progress, CancellationToken stop)
    {
        await using var database = new SqliteConnection($"{store.ConnectionString};Pooling=false");
        await database.OpenAsync(stop);

        // Whoever is interrupted here throws the file away: nothing has to be undone, and it reaches the disk once.
        await database.ExecuteAsync("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; PRAGMA cache_size = -262144");
        var indexes = (await database.QueryAsync<Index>(Sql.Indexes)).AsList();
        await database.ExecuteAsync(string.Concat(indexes.Select(index => $"DROP INDEX {index.Name};")));

        var from = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - TwoYears;
        await AddAsync("users", size.Users + 1, Sql.Users);
        await AddAsync("feeds", size.Users + 1, Sql.Feeds);
        await AddAsync("orders", size.Orders, Sql.Orders);
        progress.Report(new("indexes", 0, indexes.Count));
        foreach (var (made, index) in indexes.Index())
        {
            stop.ThrowIfCancellationRequested();
            await database.ExecuteAsync(index.Sql, commandTimeout: 0);
            progress.Report(new("indexes", made + 1, indexes.Count));
        }

        await database.ExecuteAsync("PRAGMA journal_mode = WAL");
        await database.CloseAsync();
        Flush(store.File);

        async Task AddAsync(string what, int count, string sql)
        {
            for (var first = 0; first < count; first += Part)
            {
                stop.ThrowIfCancellationRequested();
                var parameters = new
                {
                    first,
                    last = Math.Min(count, first + Part),
                    from,
                    twoYears = TwoYears,
                    orders = size.Orders,
                    users = size.Users,
                    every = size.LongUserEvery,
                    longUser = size.LongUser,
                    longHistory = size.LongHistory,
                    rounds = size.Rounds,
                    issuer = Issuer,
                    lines = Lines,
                };
                await database.ExecuteAsync(sql, parameters, commandTimeout: 0);
                progress.Report(new(what, parameters.last, count));
            }
        }
    }

    /// <summary>Else the system writes the file back while something is measured.</summary>
    private static void Flush(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        file.Flush(flushToDisk: true);
    }

    private sealed record Index(string Name, string Sql);

    private static class Sql
    {
        private const string Rows = "WITH RECURSIVE n (i) AS (SELECT @first UNION ALL SELECT i + 1 FROM n WHERE i + 1 < @last)";

        /// <summary>Made again at the end: to sort the rows takes a tenth of the time of inserting each in its place.</summary>
        public const string Indexes = "SELECT name AS Name, sql AS Sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'orders' AND sql IS NOT NULL";

        public const string Users = $"""
            {Rows}
            INSERT INTO users (id, issuer, subject, name, email, created_at, updated_at)
            SELECT printf('%012x7%019x', @from, i), @issuer, 'user-' || i, 'Customer ' || i, 'customer.' || i || '@example.com', @from, @from
            FROM n
            """;

        public const string Feeds = $"""
            {Rows}
            INSERT INTO feeds (owner, seq, floor)
            SELECT printf('%012x7%019x', @from, i), iif(i = @longUser, @longHistory, @rounds), 0
            FROM n
            """;

        /// <summary>An order of the user with the long history now and then; the others order in rounds, each of which has a stride of its own.</summary>
        public const string Orders = $"""
            {Rows},
            numbered (i, at, is_long, j) AS (SELECT i, @from + i * @twoYears / @orders, i % @every = 0, i - i / @every - 1 FROM n),
            placed (i, at, user, seq) AS (
                SELECT i, at,
                    iif(is_long, @longUser, (j % @users * (1 + j / @users * 7919 % (@users - 1)) + j / @users) % @users),
                    iif(is_long, i / @every, j / @users) + 1
                FROM numbered)
            INSERT INTO orders (id, user_id, seq, version, status, total_minor, currency, lines, placed_at, updated_at)
            SELECT printf('%012x7%019x', at, i), printf('%012x7%019x', @from, user), seq, 1,
                CASE i % 10 WHEN 0 THEN 'placed' WHEN 1 THEN 'shipped' WHEN 2 THEN 'cancelled' ELSE 'delivered' END,
                (1 + i % 3) * 12900, 'EUR',
                printf(@lines, 1 + i % 3), at, at
            FROM placed
            """;
    }
}
