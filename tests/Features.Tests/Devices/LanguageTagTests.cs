using Mobile.Features.Devices;

namespace Mobile.Features.Tests.Devices;

public sealed class LanguageTagTests
{
    [Theory]
    [InlineData("de", "de")]
    [InlineData("DE-ch", "de-CH")]
    [InlineData(" fr ", "fr")]
    [InlineData("ES-419", "es-419")]
    [InlineData("sl-Rozaj-Biske", "sl-rozaj-biske")]
    [InlineData("de-1996", "de-1996")]
    [InlineData("fil-PH", "fil-PH")]
    [InlineData("und", "und")]
    public void Equal_tags_become_equal_texts(string sent, string stored) => Assert.Equal(stored, LanguageTag.Canonicalize(sent));

    [Theory]
    [InlineData("en_GB", "en-GB")]
    [InlineData("en_GB.UTF-8", "en-GB")]
    [InlineData("de_CH@euro", "de-CH")]
    [InlineData("en-US@calendar=buddhist", "en-US")]
    [InlineData("zh_CN_#Hans", "zh-Hans-CN")]
    [InlineData("zh__#Hant", "zh-Hant")]
    [InlineData("zh_TW_#Hant_x-java", "zh-Hant-TW")]
    [InlineData("sr_RS_#Latn", "sr-Latn-RS")]
    [InlineData("en_US_#u-fw-mon", "en-US")]
    [InlineData("th_TH_TH_#u-nu-thai", "th-TH")]
    [InlineData("ja_JP_JP_#u-ca-japanese", "ja-JP")]
    [InlineData("no_NO_NY", "nn-NO")]
    [InlineData("en-us-U-HC-H12", "en-US")]
    [InlineData("en-US-u-fw-mon-mu-celsius-ms-metric-hc-h23", "en-US")]
    [InlineData("de-t-en-x-app", "de")]
    public void Other_spellings_are_read_and_extensions_cut(string sent, string stored) => Assert.Equal(stored, LanguageTag.Canonicalize(sent));

    [Theory]
    [InlineData("iw-IL", "he-IL")]
    [InlineData("in_ID", "id-ID")]
    [InlineData("ji", "yi")]
    [InlineData("no-NO", "nb-NO")]
    [InlineData("nn-NO", "nn-NO")]
    [InlineData("tl-PH", "fil-PH")]
    [InlineData("mo", "ro")]
    [InlineData("sh-RS", "sr-Latn-RS")]
    [InlineData("sh-Cyrl", "sr-Cyrl")]
    [InlineData("zh-yue-HK", "yue-Hant-HK")]
    [InlineData("cmn-TW", "zh-Hant-TW")]
    [InlineData("en-UK", "en-GB")]
    public void Replaced_codes_become_those_of_today(string sent, string stored) => Assert.Equal(stored, LanguageTag.Canonicalize(sent));

    [Theory]
    [InlineData("zh", "zh-Hans")]
    [InlineData("zh-TW", "zh-Hant-TW")]
    [InlineData("zh-hant-tw", "zh-Hant-TW")]
    [InlineData("zh-Hans-HK", "zh-Hans-HK")]
    [InlineData("sr-RS", "sr-Cyrl-RS")]
    [InlineData("sr-ME", "sr-Latn-ME")]
    [InlineData("uz-AF", "uz-Arab-AF")]
    [InlineData("en-Latn-US", "en-US")]
    [InlineData("hi-Deva-IN", "hi-IN")]
    [InlineData("hi-Latn-IN", "hi-Latn-IN")]
    [InlineData("kk-CN", "kk-Arab-CN")]
    [InlineData("kk-Cyrl-CN", "kk-Cyrl-CN")]
    [InlineData("kk-Cyrl-KZ", "kk-KZ")]
    public void The_script_is_written_where_it_tells_something(string sent, string stored) => Assert.Equal(stored, LanguageTag.Canonicalize(sent));

    [Theory]
    [InlineData("")]
    [InlineData("German")]
    [InlineData("d")]
    [InlineData("C")]
    [InlineData("POSIX")]
    [InlineData("x-private")]
    [InlineData("de-")]
    [InlineData("de--CH")]
    [InlineData("de-CH-toolongsubtag")]
    [InlineData("de CH")]
    [InlineData("d€")]
    [InlineData("#Hans")]
    public void What_is_no_tag_is_not_read(string sent) => Assert.Null(LanguageTag.Canonicalize(sent));

    [Fact]
    public void A_canonical_tag_stays_as_it_is_and_fits_its_column()
    {
        string[] languages = ["az", "de", "en", "hi", "iw", "kk", "ms", "no", "sr", "tl", "ug", "uz", "yue", "zh"];
        string[] scripts = ["", "-Arab", "-Cyrl", "-Deva", "-Hans", "-Hant", "-Latn"];
        string[] regions = ["", "-AF", "-CC", "-CN", "-IN", "-RS", "-TW", "-US", "-419"];
        foreach (var sent in from language in languages from script in scripts from region in regions select $"{language}{script}{region}-abcdefgh-ijklmnop-qrstuvwx-1abc")
        {
            var stored = LanguageTag.Canonicalize(sent)!;

            Assert.Equal(stored, LanguageTag.Canonicalize(stored));
            Assert.InRange(stored.Length, 2, LanguageTag.MaxLength);
        }
    }
}
