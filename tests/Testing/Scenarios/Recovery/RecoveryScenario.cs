using System.Diagnostics;

namespace Mobile.Testing.Scenarios.Recovery;

/// <summary>A migration, a backup and a restore are killed again and again; what is found afterwards is the state of before or that of after.</summary>
public sealed class RecoveryScenario(int seed, int kills, int rows, IProgress<ScenarioStep>? progress = null)
{
    private const int OldMigrations = 4;
    private const string Life = "SELECT value FROM store_info WHERE name = 'life'";
    private const string Epoch = "SELECT COUNT(*) FROM store_info WHERE name = 'epoch'";
    private const string Waiting = "SELECT COUNT(*) FROM outbox WHERE state = 'pending'";
    private const string Version = "SELECT MAX(version) FROM schema_migrations";
    private const string Tables = "SELECT COUNT(*) FROM sqlite_schema";
    private const string Rows = "SELECT COUNT(*) FROM traffic_hours";

    private readonly long started = Stopwatch.GetTimestamp();
    private readonly List<string> violations = [];
    private readonly Dictionary<string, int> done = new(StringComparer.Ordinal);
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mobile-test-");

    private string Database => PathOf("mobile.db");

    public async Task<ScenarioReport> RunAsync()
    {
        try
        {
            await PlainFile.WriteOldAsync(PathOf("old"), OldMigrations, rows);
            await KillMigrationsAsync();
            await KillBackupsAsync();
            await KillRestoresAsync();
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        return new(
            "recovery",
            "sqlite",
            seed,
            [("kills of each", $"{kills}"), .. done.Select(part => ($"{part.Key} done before the kill", $"{part.Value}")), ("seconds", $"{Stopwatch.GetElapsedTime(started).TotalSeconds:0.0}")],
            violations);
    }

    private async Task KillMigrationsAsync()
    {
        PlainFile.Replace(PathOf("old"), Database);
        var before = (PlainFile.Read<long>(Database, Version), PlainFile.Read<long>(Database, Tables));
        var whole = await TimeAsync("Migrating", "migrate");
        var after = (PlainFile.Read<long>(Database, Version), PlainFile.Read<long>(Database, Tables));
        PlainFile.Replace(Database, PathOf("new"));
        await RepeatAsync("migrate", async moment =>
        {
            PlainFile.Replace(PathOf("old"), Database);
            await KillAsync("Migrating", moment * whole, "migrate");
            var found = (PlainFile.Read<long>(Database, Version), PlainFile.Read<long>(Database, Tables));
            Check(found == before || found == after, $"a killed migration left version and tables {found}");
            CheckWhole(Database, "a killed migration");
            return found == after;
        });
    }

    private async Task KillBackupsAsync()
    {
        PlainFile.Replace(PathOf("new"), Database);
        var file = PathOf("backup");
        var whole = await TimeAsync("Copying", "backup", file);
        await RepeatAsync("backup", async moment =>
        {
            File.Delete(file);
            await KillAsync("Copying", moment * whole, "backup", file);
            if (File.Exists(file))
            {
                CheckWhole(file, "a killed backup");
            }

            return File.Exists(file);
        });
        File.Delete(file);
        await TimeAsync("Copying", "backup", file);
        CheckWhole(file, "the backup after the killed ones");
        Check(!File.Exists(file + ".unfinished"), "the backup left its unfinished file");
    }

    private async Task KillRestoresAsync()
    {
        var (file, present) = (PathOf("backup"), PathOf("present"));
        PlainFile.Write(file, MarkedAs("then"));
        PlainFile.Replace(PathOf("new"), present);
        PlainFile.Write(present, MarkedAs("now"));
        PlainFile.Replace(present, Database);
        var whole = await TimeAsync("Copying", "restore", file);
        await RepeatAsync("restore", async moment =>
        {
            PlainFile.Replace(present, Database);
            await KillAsync("Copying", moment * whole, "restore", file);
            var found = (PlainFile.Read<string>(Database, Life), PlainFile.Read<long>(Database, Epoch), PlainFile.Read<long>(Database, Waiting));
            Check(found is ("now", 1, 1) or ("then", 0, 0), $"a killed restore left life, epoch and waiting events {found}");
            CheckWhole(Database, "a killed restore");
            return found.Item1 == "then";
        });
    }

    private static string MarkedAs(string life) => $"""
        DELETE FROM store_info WHERE name IN ('life', 'epoch');
        INSERT INTO store_info (name, value) VALUES ('life', '{life}'), ('epoch', '1');
        INSERT INTO outbox (id, type, user_id, event, occurred_at, state, attempts, due_at)
        VALUES ('{life}', 'order-placed', 'u', 'event', 1, 'pending', 0, 1)
        """;

    private async Task RepeatAsync(string what, Func<double, Task<bool>> killOneAsync)
    {
        done[what] = 0;
        for (var kill = 0; kill < kills; kill++)
        {
            progress?.Report(new(what, kill, kills));
            done[what] += await killOneAsync(Dice.For(seed, kill).NextDouble()) ? 1 : 0;
        }
    }

    /// <returns>How long it takes from the first line to the end.</returns>
    private async Task<TimeSpan> TimeAsync(string firstLine, params string[] arguments)
    {
        await using var process = Begin(arguments);
        await process.SaysAsync(firstLine);
        var begun = Stopwatch.GetTimestamp();
        var exitCode = await process.ExitAsync();
        Check(exitCode == 0, $"{arguments[0]} failed: {process.Output}");
        return Stopwatch.GetElapsedTime(begun);
    }

    private async Task KillAsync(string firstLine, TimeSpan delay, params string[] arguments)
    {
        await using var process = Begin(arguments);
        await process.SaysAsync(firstLine);
        await Task.Delay(delay);
        await process.KillAsync();
    }

    private ApiProcess Begin(string[] arguments) => ApiProcess.Begin(new SqliteFile(Database).Settings, "Development", arguments);

    private void CheckWhole(string file, string what)
    {
        Check(PlainFile.Read<string>(file, "PRAGMA quick_check") == "ok", $"{what} left a damaged file");
        Check(PlainFile.Read<long>(file, Rows) == rows, $"{what} lost rows");
    }

    private void Check(bool holds, string violation)
    {
        if (!holds)
        {
            violations.Add(violation);
        }
    }

    private string PathOf(string name) => Path.Combine(folder.FullName, name);
}
