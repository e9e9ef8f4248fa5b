using System.Globalization;
using Mobile.Features.Data;

namespace Mobile.Api.Hosting.Shutdown;

/// <summary>For how long a process that is told to end goes on serving.</summary>
internal sealed record DrainSetting(TimeSpan Duration)
{
    private const int MaxSeconds = 300;

    /// <summary>From <c>Host:DrainSeconds</c>; 5 by default, and 0 in Development.</summary>
    /// <exception cref="ConfigurationException">It is no number, or out of range.</exception>
    public static DrainSetting Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var text = configuration["Host:DrainSeconds"] ?? (environment.IsDevelopment() ? "0" : "5");
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= MaxSeconds
            ? new(TimeSpan.FromSeconds(seconds))
            : throw new ConfigurationException($"Host:DrainSeconds is '{text}'; set it to a whole number from 0 to {MaxSeconds}.");
    }
}
