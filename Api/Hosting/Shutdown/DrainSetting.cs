using Mobile.Features.Data;
using Mobile.Features.Pipeline;

namespace Mobile.Api.Hosting.Shutdown;

/// <summary>For how long a process that is told to end goes on serving.</summary>
internal sealed record DrainSetting(TimeSpan Duration)
{
    private const int MaxSeconds = 300;

    /// <summary>From <c>Host:DrainSeconds</c>; 5 by default, and 0 in Development.</summary>
    /// <exception cref="ConfigurationException">It is no number, or out of range.</exception>
    public static DrainSetting Read(IConfiguration configuration, IHostEnvironment environment) =>
        new(TimeSpan.FromSeconds(WholeNumber.Read(configuration, "Host:DrainSeconds", byDefault: environment.IsDevelopment() ? 0 : 5, min: 0, MaxSeconds)));
}
