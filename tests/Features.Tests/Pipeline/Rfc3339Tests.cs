using Mobile.Features.Pipeline;

namespace Mobile.Features.Tests.Pipeline;

public sealed class Rfc3339Tests
{
    [Theory]
    [InlineData("2026-11-22T10:00:00Z", "2026-11-22T10:00:00.0000000Z")]
    [InlineData("2026-11-22t10:00:00z", "2026-11-22T10:00:00.0000000Z")]
    [InlineData("2026-11-22T10:00:00.1Z", "2026-11-22T10:00:00.1000000Z")]
    [InlineData("2026-11-22T10:00:00.123456789Z", "2026-11-22T10:00:00.1234567Z")]
    [InlineData("2026-11-22T10:00:00.12345678901234567890z", "2026-11-22T10:00:00.1234567Z")]
    [InlineData("2026-11-22T12:00:00.5+02:00", "2026-11-22T10:00:00.5000000Z")]
    [InlineData("2026-11-22T12:00:00 02:00", "2026-11-22T10:00:00.0000000Z")]
    [InlineData("2026-11-22T04:30:00-05:30", "2026-11-22T10:00:00.0000000Z")]
    [InlineData("2026-11-22T10:00:00-00:00", "2026-11-22T10:00:00.0000000Z")]
    [InlineData("2016-12-31T23:59:60Z", "2016-12-31T23:59:59.9999999Z")]
    [InlineData("2569-11-22T10:00:00Z", "2569-11-22T10:00:00.0000000Z")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.0000000Z")]
    [InlineData("9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.9990000Z")]
    [InlineData("2026-11-22T10:00:00+23:59", "2026-11-21T10:01:00.0000000Z")]
    [InlineData("2026-11-22T10:00:00-15:00", "2026-11-23T01:00:00.0000000Z")]
    [InlineData("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00.0000000Z")]
    [InlineData("9999-12-31T23:59:59-14:00", "9999-12-31T23:59:59.9999999Z")]
    [InlineData("2026-11-22T10:00:00.111111111111111111111111111111111111111111111111111111111111Z", "2026-11-22T10:00:00.1111111Z")]
    public void A_time_is_read(string text, string instant)
    {
        Assert.True(Rfc3339.TryParse(text, out var time));
        Assert.Equal(instant, time.UtcDateTime.ToString("O"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("12:00")]
    [InlineData("yesterday")]
    [InlineData("2026-11-22")]
    [InlineData("2026-11-22T10:00Z")]
    [InlineData("2026-11-22T10:00:00")]
    [InlineData("2026-11-22T10:00:00.Z")]
    [InlineData("2026-11-22 10:00:00Z")]
    [InlineData("2026-13-01T00:00:00Z")]
    [InlineData("2026-02-30T00:00:00Z")]
    [InlineData("2026-11-22T24:00:00Z")]
    [InlineData("2026-11-22T10:00:00+2:00")]
    [InlineData("2026-11-22T10:00:00+25:00")]
    [InlineData("2026-11-22T10:00:00+24:00")]
    [InlineData("2026-11-22T10:00:00+02:60")]
    [InlineData("\u0662\u0660\u0662\u0666-11-22T10:00:00Z")]
    [InlineData("2026-11-22T10:00:00Z\n")]
    [InlineData("Sun, 22 Nov 2026 10:00:00 GMT")]
    [InlineData("1795341600")]
    public void What_is_none_is_not(string? text) => Assert.False(Rfc3339.TryParse(text, out _));
}
