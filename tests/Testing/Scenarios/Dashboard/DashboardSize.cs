namespace Mobile.Testing.Scenarios.Dashboard;

/// <summary>How much a dashboard has to show.</summary>
/// <param name="Devices">Registered ones, and as many active ones; five for every four users.</param>
/// <param name="Traffic">Rows of minutes, hours and days, as two years of the product leave them.</param>
/// <param name="Deliveries">Of the latest campaigns; one of 400 waits for a person.</param>
public sealed record DashboardSize(int Devices, int Traffic, int Campaigns, int Deliveries, int Orders, int Audit)
{
    public int Users => Math.Max(1, Devices * 4 / 5);
}
