using Mobile.Admin.Tests.Support;

namespace Mobile.Admin.Tests.Campaigns;

/// <summary>A dashboard where a second person approves what goes to more than <see cref="Threshold"/> devices.</summary>
public sealed class CampaignDashboard() : Dashboard(new Cautious())
{
    public const int Threshold = 20;

    private sealed class Cautious() : TestHost(
        new SqliteStore(), settings: new Dictionary<string, string>(StringComparer.Ordinal) { ["Campaigns:ApprovalThreshold"] = $"{Threshold}" });
}
