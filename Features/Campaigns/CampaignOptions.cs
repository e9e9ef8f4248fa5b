using Mobile.Features.Data;
using Mobile.Features.Pipeline;

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
        WholeNumber.Read(configuration, "Campaigns:ApprovalThreshold", byDefault: 10_000, min: 0, MaxThreshold),
        WholeNumber.Read(configuration, "Campaigns:BatchSize", byDefault: 500, min: 1, MaxBatch));
}
