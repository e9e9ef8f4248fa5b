using Mobile.Admin.Tests.Support;

namespace Mobile.Admin.Tests.Versions;

/// <summary>A dashboard over <see cref="Adoption"/> alone: nobody calls, so that the numbers stay.</summary>
public sealed class AdoptedDashboard : Dashboard
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Adoption.FillAsync(Host);
    }
}
