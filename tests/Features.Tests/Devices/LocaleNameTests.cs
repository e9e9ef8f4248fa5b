using Mobile.Features.Devices;

namespace Mobile.Features.Tests.Devices;

public sealed class LocaleNameTests
{
    [Theory]
    [InlineData("de", "de")]
    [InlineData("DE-ch", "de-CH")]
    [InlineData("zh-hant-tw", "zh-Hant-TW")]
    [InlineData("ES-419", "es-419")]
    [InlineData("sl-Rozaj-Biske", "sl-rozaj-biske")]
    [InlineData("de-1996", "de-1996")]
    [InlineData("fil-PH", "fil-PH")]
    [InlineData("en-us-U-HC-H12", "en-US-u-hc-h12")]
    public void Equal_tags_become_equal_texts(string sent, string stored) => Assert.Equal(stored, LocaleName.Normalize(sent));
}
