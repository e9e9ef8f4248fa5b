using System.Globalization;
using Mobile.Features.Data;

namespace Mobile.Features.Versions.Adoption;

/// <summary>When an API version counts as unused.</summary>
/// <param name="MaxSharePercent">Of the active devices; each day stays below.</param>
/// <param name="Days">That many in a row.</param>
public sealed record RetirementRule(double MaxSharePercent, int Days)
{
    private const int MaxDays = 365;

    /// <summary>From <c>Versions:Retirement:MaxSharePercent</c> (1) and <c>Versions:Retirement:Days</c> (14).</summary>
    /// <exception cref="ConfigurationException">A value is no number, or out of range.</exception>
    internal static RetirementRule Read(IConfiguration configuration)
    {
        var (share, days) = (configuration["Versions:Retirement:MaxSharePercent"] ?? "1", configuration["Versions:Retirement:Days"] ?? "14");
        if (!double.TryParse(share, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) || percent is <= 0 or > 100)
        {
            throw new ConfigurationException($"Versions:Retirement:MaxSharePercent is '{share}'; set it to a number above 0 and up to 100, such as 1 or 0.5.");
        }

        return int.TryParse(days, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= MaxDays
            ? new(percent, count)
            : throw new ConfigurationException($"Versions:Retirement:Days is '{days}'; set it to a whole number from 1 to {MaxDays}.");
    }
}
