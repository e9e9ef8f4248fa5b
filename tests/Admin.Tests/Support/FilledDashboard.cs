namespace Mobile.Admin.Tests.Support;

/// <summary>A dashboard with something on each page: the names in braces of <see cref="Pages"/> stand for what is made here.</summary>
public sealed class FilledDashboard : Dashboard
{
    private readonly Dictionary<string, string> ids = new(StringComparer.Ordinal);

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        if (BrowserFactAttribute.Missing is not null)
        {
            return;
        }

        using var alice = await Host.SignInAsync("alice", "a11ce000a11ce000a11ce000a11ce000");
        ids["{order}"] = await alice.PlaceOrderAsync();
    }

    public string Fill(string path) => ids.Aggregate(path, (filled, id) => filled.Replace(id.Key, id.Value, StringComparison.Ordinal));
}
