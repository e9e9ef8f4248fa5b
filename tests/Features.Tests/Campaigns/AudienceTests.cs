using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Campaigns.Audiences;
using Mobile.Features.Devices;
using Mobile.Features.Pipeline.Apps;

namespace Mobile.Features.Tests.Campaigns;

/// <summary>Whom an audience has, compared with what the rules say of each device by itself.</summary>
public abstract class AudienceTests(TestHost host) : CampaignScene(host)
{
    private static readonly string[] Locales = ["de", "de-CH", "de-AT", "den", "en", "en-US", "pt-BR", "zh-Hant-TW", "zh-Hans"];
    private static readonly string[] Versions = ["2.9.0", "3.0.0-beta.1", "3.0.0", "3.9.1", "3.10.0", "3.10.0.2"];

    public sealed class Sqlite(SqliteApiHost host) : AudienceTests(host), IClassFixture<SqliteApiHost>;

    public sealed class SqlServer(SqlServerApiHost host) : AudienceTests(host), IClassFixture<SqlServerApiHost>;

    [EngineTheory]
    [InlineData("""{"all":[]}""", "a b c d")]
    [InlineData("""{"platform":["fcmV1"]}""", "c d")]
    [InlineData("""{"appVersion":{"from":"3.9"}}""", "b c d")]
    [InlineData("""{"appVersion":{"below":"3.10"}}""", "a b d")]
    [InlineData("""{"appVersion":{"from":"3.9.1","below":"3.10.0"}}""", "b d")]
    [InlineData("""{"locale":["de"]}""", "a b")]
    [InlineData("""{"locale":["de-ch"]}""", "b")]
    [InlineData("""{"locale":["en-US","zh"]}""", "d")]
    [InlineData("""{"optedIn":"orders"}""", "a c d")]
    [InlineData("""{"activeWithinDays":7}""", "a b")]
    [InlineData("""{"inactiveForDays":7}""", "c d")]
    [InlineData("""{"users":["alice","nobody"]}""", "a c")]
    [InlineData("""{"all":[{"users":["alice"]},{"platform":["apns"]}]}""", "a")]
    [InlineData("""{"any":[{"users":["alice"]},{"locale":["zh"]}]}""", "a c d")]
    [InlineData("""{"all":[{"any":[{"locale":["de"]},{"locale":["zh"]}]},{"inactiveForDays":7}]}""", "d")]
    public async Task Each_rule_has_whom_it_says(string audience, string expected)
    {
        await AddDevicesAsync(
        [
            new("a", "alice", AppVersion: "3.0.0", Locale: "de", SeenDaysAgo: 1),
            new("b", "bob", AppVersion: "3.9.1", Locale: "de-CH", Orders: false, SeenDaysAgo: 6.9),
            new("c", "alice", "fcmV1", AppVersion: "3.10.0", Locale: "den", SeenDaysAgo: 7.1),
            new("d", "dora", "fcmV1", AppVersion: "3.10.0-rc.1", Locale: "zh-Hant", SeenDaysAgo: 80),
            new("refuses", "alice", Promotions: false),
            new("gone", "alice", Registered: false),
            new("refused", "alice", Refused: true),
        ]);

        Assert.Equal(expected, string.Join(' ', await MatchAsync(audience, PushCategory.Promotions)));
    }

    [EngineTheory]
    [InlineData("he", "he iw-IL")]
    [InlineData("iw", "he iw-IL")]
    [InlineData("id", "in_ID")]
    [InlineData("in-ID", "in_ID")]
    [InlineData("no", "nb-NO no-NO")]
    [InlineData("nb", "nb-NO no-NO")]
    [InlineData("tl", "fil-PH tl")]
    [InlineData("zh", "zh zh-HK zh-Hant-TW zh-TW")]
    [InlineData("zh-TW", "zh-Hant-TW zh-TW")]
    [InlineData("zh-Hant-TW", "zh-Hant-TW zh-TW")]
    [InlineData("zh-Hant", "zh-HK zh-Hant-TW zh-TW")]
    [InlineData("zh-Hans", "zh")]
    [InlineData("sr", "sr-Latn-RS sr-RS")]
    [InlineData("sr-RS", "sr-Latn-RS sr-RS")]
    [InlineData("sr-Cyrl", "sr-RS")]
    [InlineData("sh", "sr-Latn-RS")]
    [InlineData("hi", "hi-IN hi-Latn-IN")]
    [InlineData("hi-IN", "hi-IN hi-Latn-IN")]
    [InlineData("hi-Deva", "hi-IN")]
    [InlineData("hi-Deva-IN", "hi-IN")]
    [InlineData("hi-Latn", "hi-Latn-IN")]
    [InlineData("de-Latn", "de-1996")]
    [InlineData("und", "German")]
    public async Task A_language_has_its_devices_however_both_are_spelt(string rule, string expected)
    {
        string[] sent =
        [
            "iw-IL", "he", "in_ID", "no-NO", "nb-NO", "nn-NO", "tl", "fil-PH", "zh", "zh-TW", "zh-HK", "zh-Hant-TW", "sr-RS", "sr-Latn-RS", "hi-IN",
            "hi-Latn-IN", "de-1996", "German",
        ];
        await AddDevicesAsync(sent.Select((locale, i) => new TestDevice(locale, $"user-{i}", Locale: LanguageTag.Canonicalize(locale) ?? LanguageTag.Unknown)));

        var found = await MatchAsync($$"""{"locale":["{{rule}}"]}""", PushCategory.Promotions);

        Assert.Equal(expected, string.Join(' ', found));
    }

    [EngineFact]
    public async Task An_unknown_version_is_in_no_range_of_versions()
    {
        await AddDevicesAsync([new("known", "alice"), new("unknown", "bob")]);
        await Store.WriteAsync("UPDATE devices SET app_version = 'unknown', app_version_order = '' WHERE id = 'unknown'");

        Assert.Equal(["known"], await MatchAsync("""{"appVersion":{"below":"4.0"}}""", PushCategory.Promotions));
        Assert.Equal(["known"], await MatchAsync("""{"appVersion":{"from":"0"}}""", PushCategory.Promotions));
        Assert.Equal(["known", "unknown"], await MatchAsync(Everybody, PushCategory.Promotions));
    }

    [EngineFact]
    public async Task Devices_of_an_audience_whose_zone_is_unknown_are_counted()
    {
        await AddDevicesAsync(
        [
            new("here", "alice", Zone: "Europe/Zurich"), new("somewhere", "alice", Zone: TimeZoneNames.Unknown), new("anywhere", "bob", Zone: TimeZoneNames.Unknown),
            new("refuses", "bob", Zone: TimeZoneNames.Unknown, Promotions: false), new("gone", "bob", Zone: TimeZoneNames.Unknown, Registered: false),
        ]);

        Assert.Equal(2, await CountUnknownZonesAsync(Everybody));
        Assert.Equal(1, await CountUnknownZonesAsync("""{"users":["alice"]}"""));
    }

    [EngineFact]
    public async Task A_campaign_about_orders_reaches_whoever_allows_orders()
    {
        await AddDevicesAsync([new("both", "alice"), new("orders", "bob", Promotions: false), new("promotions", "carol", Orders: false)]);

        Assert.Equal(["both", "orders"], await MatchAsync(Everybody, PushCategory.Orders));
        Assert.Equal(["both", "promotions"], await MatchAsync(Everybody, PushCategory.Promotions));
    }

    [EngineTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Nested_rules_have_whom_they_say_whatever_they_are(int seed)
    {
        var random = Dice.For(seed, 0);
        var devices = Enumerable.Range(0, 150).Select(i => Device(random, i)).ToList();
        await AddDevicesAsync(devices);
        var nonempty = 0;

        for (var i = 0; i < 60; i++)
        {
            var audience = Rule(random, depth: 1).ToJsonString();
            var category = random.OneIn(2) ? PushCategory.Orders : PushCategory.Promotions;
            var expected = devices.Where(device => device.Registered && Allows(device, category) && Meets(device, JsonNode.Parse(audience)!)).ToList();

            var found = await MatchAsync(audience, category);
            var size = await CountAsync(audience, category);

            Assert.True(expected.Select(device => device.Id).Order(StringComparer.Ordinal).SequenceEqual(found), $"Seed {seed}: {audience}");
            Assert.Equal((expected.Count, expected.Select(device => device.User).Distinct().Count()), (size.Devices, size.Users));
            Assert.All(size.Platforms, platform => Assert.Equal(
                (expected.Count(device => device.Platform == platform.Key.Name()), expected.Where(device => device.Platform == platform.Key.Name()).Select(device => device.User).Distinct().Count()),
                (platform.Value.Devices, platform.Value.Users)));
            nonempty += expected.Count > 0 ? 1 : 0;
        }

        Assert.InRange(nonempty, 20, 60);
    }

    private static TestDevice Device(Random random, int i) => new(
        $"device-{i:D3}",
        $"user-{random.Next(60)}",
        random.OneIn(2) ? "apns" : "fcmV1",
        Versions[random.Next(Versions.Length)],
        Locales[random.Next(Locales.Length)],
        Orders: !random.OneIn(5),
        Promotions: !random.OneIn(3),
        SeenDaysAgo: random.Next(40) + 0.5,
        Registered: !random.OneIn(10));

    private static JsonObject Rule(Random random, int depth) => random.Next(depth < AudienceReader.MaxDepth ? 9 : 7) switch
    {
        0 => new JsonObject { ["platform"] = new JsonArray(random.OneIn(2) ? "apns" : "fcmV1") },
        1 => new JsonObject { ["appVersion"] = new JsonObject { ["from"] = Versions[random.Next(Versions.Length)] } },
        2 => new JsonObject { ["appVersion"] = new JsonObject { ["below"] = Versions[random.Next(Versions.Length)] } },
        3 => new JsonObject { ["locale"] = new JsonArray(random.OneIn(2) ? "de" : "zh", Locales[random.Next(Locales.Length)]) },
        4 => new JsonObject { ["optedIn"] = random.OneIn(2) ? "orders" : "promotions" },
        5 => new JsonObject { [random.OneIn(2) ? "activeWithinDays" : "inactiveForDays"] = random.Next(1, 40) },
        6 => new JsonObject { ["users"] = new JsonArray([.. Enumerable.Range(0, 20).Select(_ => JsonValue.Create($"user-{random.Next(60)}"))]) },
        _ => new JsonObject { [random.OneIn(2) ? "all" : "any"] = new JsonArray([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Rule(random, depth + 1))]) },
    };

    private static bool Allows(TestDevice device, PushCategory category) => category is PushCategory.Orders ? device.Orders : device.Promotions;

    /// <summary>The rules as their description says them, one device at a time.</summary>
    private static bool Meets(TestDevice device, JsonNode rule)
    {
        var (name, value) = rule.AsObject().Single();
        return name switch
        {
            "all" => value!.AsArray().All(child => Meets(device, child!)),
            "any" => value!.AsArray().Any(child => Meets(device, child!)),
            "platform" => value!.AsArray().Any(platform => (string?)platform == device.Platform),
            "appVersion" => (value!["from"] is not { } from || Version(device.AppVersion) >= Version((string)from!))
                && (value["below"] is not { } below || Version(device.AppVersion) < Version((string)below!)),
            "locale" => value!.AsArray().Any(locale => $"{device.Locale}-".StartsWith($"{locale}-", StringComparison.Ordinal)),
            "optedIn" => (string?)value == "orders" ? device.Orders : device.Promotions,
            "activeWithinDays" => device.SeenDaysAgo <= (int)value!,
            "inactiveForDays" => device.SeenDaysAgo > (int)value!,
            _ => value!.AsArray().Any(user => (string?)user == device.User),
        };
    }

    private static AppVersion Version(string text) => AppVersion.ParseOrNull(text)!.Value;

    private async Task<IReadOnlyList<string>> MatchAsync(string audience, PushCategory category)
    {
        var sql = AudienceSql.Compile(AudienceReader.ReadStored(audience), category, Now);
        return await Store.QueryAsync<string>($"SELECT d.id FROM devices d WHERE {sql.Condition} ORDER BY d.id", sql.Parameters);
    }

    private async Task<long> CountUnknownZonesAsync(string audience)
    {
        await using var scope = Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<AudienceCounts>()
            .CountUnknownZonesAsync(AudienceReader.ReadStored(audience), PushCategory.Promotions, Now, default);
    }

    private async Task<AudienceSize> CountAsync(string audience, PushCategory category)
    {
        await using var scope = Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<AudienceCounts>().CountAsync(AudienceReader.ReadStored(audience), category, Now, default);
    }
}
