using System.Globalization;
using Mobile.Features.Data;

namespace Mobile.Features.Campaigns;

/// <param name="ApprovalThreshold">The devices to which one person may write alone; above it a second one approves.</param>
/// <param name="BatchSize">How many devices the worker takes at once.</param>
public sealed record CampaignOptions(int ApprovalThreshold, int BatchSize)
{
    private const int MaxThreshold = 1_000_000_000;
    private const int MaxBatch = 1_000;

    /// <summary>From <c>Campaigns:ApprovalThreshold</c> (10,000) and <c>Campaigns:BatchSize</c> (500).</summary>
    /// <exception cref="ConfigurationException">A value is no number, or out of range.</exception>
    internal static CampaignOptions Read(IConfiguration configuration) => new(
        Number(configuration, "Campaigns:ApprovalThreshold", byDefault: 10_000, min: 0, MaxThreshold),
        Number(configuration, "Campaigns:BatchSize", byDefault: 500, min: 1, MaxBatch));

    private static int Number(IConfiguration configuration, string key, int byDefault, int min, int max) =>
        configuration[key] is not { } text ? byDefault
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max ? number
            : throw new ConfigurationException($"{key} is '{text}'; set it to a whole number from {min} to {max}.");
}
