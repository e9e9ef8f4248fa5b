using System.Globalization;
using Mobile.Features.Data;

namespace Mobile.Features.Pipeline;

/// <summary>A setting that is a whole number.</summary>
public static class WholeNumber
{
    /// <exception cref="ConfigurationException">The value is no number, or out of range.</exception>
    public static int Read(IConfiguration configuration, string key, int byDefault, int min, int max) =>
        configuration[key] is not { } text ? byDefault
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max ? number
            : throw new ConfigurationException($"{key} is '{text}'; set it to a whole number from {min} to {max}.");
}
