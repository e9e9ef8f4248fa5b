using Mobile.Features.Data;
using Mobile.Features.Data.SqlServer;

namespace Mobile.Features.Tests.Data;

public abstract class PrefixTests(TestStore store) : IAsyncLifetime
{
    /// <summary>The last of ASCII, before and after the surrogates of UTF-16, and written with two of them.</summary>
    private static readonly string[] Following = ["", "~", "\uD7FF", "\uE000", "\uFFFD", "\U00010000", "\U0001F600"];

    public sealed class Sqlite() : PrefixTests(new SqliteStore());

    public sealed class SqlServer() : PrefixTests(new SqlServerStore());

    public Task InitializeAsync() => store.CreateAsync();

    public async Task DisposeAsync() => await store.DisposeAsync();

    [EngineFact]
    public async Task Whatever_follows_the_beginning_of_a_text_is_found_by_it()
    {
        var (type, collation) = store.Engine == "sqlite" ? ("TEXT", "BINARY") : ("nvarchar(100)", "Latin1_General_BIN2");
        await store.WriteAsync($"CREATE TABLE texts (text {type} COLLATE {collation} NOT NULL)");
        await store.WriteAsync("INSERT INTO texts (text) VALUES (@text)", Following.Append("n").Select(more => new { text = $"sam{more}" }).Append(new { text = "san" }));
        var database = store.Open();
        using var closing = database as IDisposable;

        var start = new Prefix("sam", database.Dialect);
        var found = await store.QueryAsync<string>("SELECT text FROM texts WHERE text >= @From AND text < @To", new { start.From, start.To });

        Assert.Equal(Following.Append("n").Select(more => $"sam{more}").Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }
}

public sealed class PrefixOrderTests
{
    [Theory]
    [InlineData("\uE000")]
    [InlineData("\uFFFD")]
    [InlineData("\U0001F600")]
    public void Where_UTF16_is_compared_the_end_is_later_than_what_follows(string more) =>
        Assert.True(string.CompareOrdinal(new Prefix("sam", new SqlServerDialect()).To, $"sam{more}") > 0);
}
