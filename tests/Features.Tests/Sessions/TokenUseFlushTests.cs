using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Mobile.Features.Data;
using Mobile.Features.Sessions;
using Mobile.Features.Tests.Data;
using Mobile.Testing.Scenarios.Recovery;

namespace Mobile.Features.Tests.Sessions;

public sealed class TokenUseFlushTests : IAsyncLifetime
{
    private readonly SqliteStore store = new();
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mobile-test-");

    public Task InitializeAsync() => store.CreateAsync();

    public async Task DisposeAsync()
    {
        await store.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task What_the_database_did_not_take_is_kept_and_reported_once()
    {
        await MigrateAsync(store.File);
        PlainFile.Write(store.File, SessionRow("one", generation: 3, ageInSeconds: 0));
        using var database = (IDisposable)store.Open();
        var (uses, broken, log) = (new TokenUses(), new BrokenDatabase((Database)database, failsAfterCommit: false), new Lines());
        using var flush = new TokenUseFlush(uses, broken, TimeProvider.System, log);
        uses.Add("one", 2);
        await flush.FlushAsync(default);
        uses.Add("one", 3);
        uses.Add("one", 1);
        await flush.FlushAsync(default);
        Assert.Equal(3, uses.Find("one"));

        broken.IsBroken = false;
        await flush.FlushAsync(default);

        Assert.Equal(3, PlainFile.Read<long>(store.File, "SELECT used_generation FROM sessions WHERE id = 'one'"));
        Assert.Equal(0, uses.Find("one"));
        Assert.Single(log.All);
    }

    [Fact]
    public void The_first_pair_of_a_session_has_no_parent_and_is_not_noted()
    {
        var uses = new TokenUses();

        uses.Add("one", 0);

        Assert.Equal(0, uses.Find("one"));
        Assert.Empty(uses.List());
    }

    [Fact]
    public async Task Tokens_that_an_earlier_build_had_retired_do_not_become_good_again()
    {
        var file = Path.Combine(folder.FullName, "old.db");
        await PlainFile.WriteOldAsync(file, migrations: 6, rows: 1);
        PlainFile.Write(file, SessionRow("long-ago", generation: 7, ageInSeconds: 7200));
        PlainFile.Write(file, SessionRow("just-now", generation: 7, ageInSeconds: 60));

        await MigrateAsync(file);

        Assert.Equal(7, PlainFile.Read<long>(file, "SELECT used_generation FROM sessions WHERE id = 'long-ago'"));
        Assert.Equal(0, PlainFile.Read<long>(file, "SELECT used_generation FROM sessions WHERE id = 'just-now'"));
    }

    private static async Task MigrateAsync(string file)
    {
        using var database = new SqliteFile(file).Open() as IDisposable;
        await new Migrator((Database)database!, TimeProvider.System, NullLogger<Migrator>.Instance).MigrateAsync(mayCreate: true, default);
    }

    private static string SessionRow(string id, int generation, int ageInSeconds) => $"""
        INSERT INTO users (id, issuer, subject, created_at) VALUES ('user-{id}', 'test', '{id}', 0);
        INSERT INTO sessions (id, user_id, generation, refresh_hash, created_at, rotated_at, expires_at)
        VALUES ('{id}', 'user-{id}', {generation}, x'00', 0, (unixepoch() - {ageInSeconds}) * 1000, 4102444800000)
        """;

    private sealed class Lines : ILogger<TokenUseFlush>
    {
        public List<string> All { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            All.Add(formatter(state, exception));
    }
}
