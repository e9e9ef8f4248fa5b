using Microsoft.Extensions.Logging.Abstractions;
using Mobile.Features.Data;
using Mobile.Features.Devices;
using Mobile.Features.Tests.Campaigns;

namespace Mobile.Features.Tests.Data;

public abstract class LanguageMigrationTests(TestStore store) : IAsyncLifetime
{
    public sealed class Sqlite() : LanguageMigrationTests(new SqliteStore());

    public sealed class SqlServer() : LanguageMigrationTests(new SqlServerStore());

    public Task InitializeAsync() => store.CreateAsync();

    public async Task DisposeAsync() => await store.DisposeAsync();

    [EngineFact]
    public async Task Devices_of_before_have_the_language_that_they_would_be_registered_with()
    {
        string[] languages =
        [
            "iw", "in", "ji", "jw", "mo", "no", "tl", "sh", "he", "de", "hi", "az", "bs", "ff", "ks", "pa", "sd", "shi", "sr", "uz", "vai", "yue", "zh",
            "kk", "ms", "ug",
        ];
        string[] ends =
        [
            "", "-CN", "-IL", "-IN", "-PK", "-ME", "-RS", "-TW", "-US", "-419", "-Arab-CN", "-Hant", "-Hans-HK", "-Latn-RS", "-TW-1996",
        ];
        var locales = (from language in languages from end in ends select language + end).ToList();
        await MigrateAsync(before: 9);
        await store.WriteAsync(
            TestDevice.Insert,
            locales.Select((locale, i) => new TestDevice($"device-{i:D4}", "alice", Locale: locale).Row(TimeProvider.System)));
        await store.WriteAsync("UPDATE devices SET locale = @locale WHERE id = 'device-0000'", new { locale = "iw-u-aa-bbbbbbbb-cccccccc-dddddd" });

        await MigrateAsync(before: long.MaxValue);

        var stored = await store.QueryAsync<string>("SELECT locale FROM devices ORDER BY id");
        Assert.Equal(locales.Count, stored.Count);
        Assert.Equal("iw-u-aa-bbbbbbbb-cccccccc-dddddd", stored[0]);
        foreach (var (sent, now) in locales.Zip(stored).Skip(1))
        {
            // A usual script that was written anyway (de-Latn-RS) stays; rules find it in either form.
            var expected = LanguageTag.Canonicalize(sent)!;
            Assert.True(now == expected || (sent.Split('-') is [_, { Length: 4 }, ..] && LanguageTag.Canonicalize(now) == expected), $"{sent} is {now}, not {expected}.");
        }
    }

    private async Task MigrateAsync(long before)
    {
        var database = store.Open();
        using var closing = database as IDisposable;
        var migrator = new Migrator(database, TimeProvider.System, NullLogger<Migrator>.Instance);
        await database.WriteAsync(
            unit => migrator.ApplyAsync(unit, [.. Migration.Of(database.Engine).Where(migration => migration.Version < before)], default), default);
    }
}
