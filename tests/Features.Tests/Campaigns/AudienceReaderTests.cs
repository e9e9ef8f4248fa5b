using System.Globalization;
using Mobile.Features.Campaigns.Audiences;
using Mobile.Features.Devices;

namespace Mobile.Features.Tests.Campaigns;

/// <summary>What is an audience and what is not.</summary>
public sealed class AudienceReaderTests
{
    [Theory]
    [InlineData("""{"all":[]}""")]
    [InlineData("""{"any":[{"platform":["apns","fcmV1"]},{"locale":["de","pt-br","zh-hant-tw"]}]}""")]
    [InlineData("""{"appVersion":{"from":"3.2"}}""")]
    [InlineData("""{"appVersion":{"from":"3.2","below":"4.0.0-beta.1"}}""")]
    [InlineData("""{"optedIn":"orders"}""")]
    [InlineData("""{"all":[{"activeWithinDays":1},{"inactiveForDays":365},{"users":["alice"]}]}""")]
    [InlineData("""{"all":[{"all":[{"all":[{"all":[{"optedIn":"orders"}]}]}]}]}""")]
    public void What_is_understood_is_taken(string json) => Assert.NotNull(AudienceReader.Read(json).Audience);

    [Theory]
    [InlineData("", "audience")]
    [InlineData("[]", "audience")]
    [InlineData("null", "audience")]
    [InlineData("{}", "audience")]
    [InlineData("""{"all":[""", "audience")]
    [InlineData("""{"all":[],"all":[]}""", "audience")]
    [InlineData("""{"all":[],"any":[]}""", "audience")]
    [InlineData("""{"none":[]}""", "audience")]
    [InlineData("""{"All":[]}""", "audience")]
    [InlineData("""{"any":[]}""", "audience.any")]
    [InlineData("""{"all":{}}""", "audience.all")]
    [InlineData("""{"all":[{"any":[{"platform":["apns","web"]}]}]}""", "audience.all[0].any[0].platform[1]")]
    [InlineData("""{"platform":"apns"}""", "audience.platform")]
    [InlineData("""{"platform":[]}""", "audience.platform")]
    [InlineData("""{"platform":[null]}""", "audience.platform[0]")]
    [InlineData("""{"appVersion":{}}""", "audience.appVersion")]
    [InlineData("""{"appVersion":{"to":"3.0"}}""", "audience.appVersion")]
    [InlineData("""{"appVersion":{"from":3}}""", "audience.appVersion.from")]
    [InlineData("""{"appVersion":{"below":"three"}}""", "audience.appVersion.below")]
    [InlineData("""{"appVersion":{"from":"3.0","below":"3.0.0"}}""", "audience.appVersion")]
    [InlineData("""{"locale":["de","german"]}""", "audience.locale[1]")]
    [InlineData("""{"locale":["d%"]}""", "audience.locale[0]")]
    [InlineData("""{"optedIn":"news"}""", "audience.optedIn")]
    [InlineData("""{"optedIn":["orders"]}""", "audience.optedIn")]
    [InlineData("""{"activeWithinDays":0}""", "audience.activeWithinDays")]
    [InlineData("""{"activeWithinDays":"7"}""", "audience.activeWithinDays")]
    [InlineData("""{"activeWithinDays":7.5}""", "audience.activeWithinDays")]
    [InlineData("""{"inactiveForDays":366}""", "audience.inactiveForDays")]
    [InlineData("""{"users":[]}""", "audience.users")]
    [InlineData("""{"users":["alice",7]}""", "audience.users[1]")]
    [InlineData("""{"users":[""]}""", "audience.users[0]")]
    [InlineData("""{"all":[{"all":[{"all":[{"all":[{"all":[]}]}]}]}]}""", "audience.all[0].all[0].all[0].all[0].all[0]", 6)]
    public void What_is_not_understood_is_refused_at_its_path(string json, string path, int depth = 0)
    {
        json = depth == 0 ? json : json.Replace("\"all\":[]", "\"all\":[{\"optedIn\":\"orders\"}]", StringComparison.Ordinal);

        var (audience, errors) = AudienceReader.Read(json);

        Assert.Null(audience);
        Assert.Equal([path], errors.Keys);
    }

    [Fact]
    public void Every_mistake_is_told_at_once()
    {
        var (_, errors) = AudienceReader.Read("""{"any":[{"platform":["web"]},{"locale":["de"]},{"activeWithinDays":-1}]}""");

        Assert.Equal(["audience.any[0].platform[0]", "audience.any[2].activeWithinDays"], errors.Keys);
    }

    [Theory]
    [InlineData(50, 49, true)]
    [InlineData(51, 50, false)]
    public void Fifty_rules_are_enough(int rules, int children, bool taken)
    {
        var json = $$"""{"any":[{{string.Join(',', Enumerable.Repeat("""{"optedIn":"orders"}""", children))}}]}""";

        Assert.True(taken == AudienceReader.Read(json).Audience is not null, $"{rules} rules");
    }

    [Theory]
    [InlineData(1_000, true)]
    [InlineData(1_001, false)]
    public void A_thousand_users_are_enough_in_however_many_rules(int users, bool taken)
    {
        var ids = Enumerable.Range(0, users).Select(i => string.Create(CultureInfo.InvariantCulture, $"\"user-{i}\"")).ToList();
        var json = $$"""{"any":[{"users":[{{string.Join(',', ids.Take(600))}}]},{"users":[{{string.Join(',', ids.Skip(600))}}]}]}""";

        var (audience, errors) = AudienceReader.Read(json);

        Assert.Equal(taken, audience is not null);
        Assert.Equal(taken ? [] : ["audience.any[1].users"], errors.Keys);
    }

    [Theory]
    [InlineData("DE", "de")]
    [InlineData("de-ch", "de-CH")]
    [InlineData("ZH-hant-tw", "zh-Hant-TW")]
    [InlineData("es-419", "es-419")]
    public void A_locale_is_taken_in_any_letter_case(string written, string read) => Assert.Equal(read, LanguageTag.Parse(written)?.ToString());
}
