using System.Text.RegularExpressions;
using Mobile.Features.Pipeline;

namespace Mobile.Features.Tests;

/// <summary>A rule of the contract holds under every version: its test asks under <c>/api/{version}</c>, with <see cref="EveryVersionAttribute"/>.</summary>
public sealed class EveryVersionTests
{
    /// <summary>The sources whose paths name a version, or the folder of such, and why.</summary>
    private static readonly Dictionary<string, string> Exceptions = new(StringComparer.Ordinal)
    {
        ["Hosting/Restoring/"] = "It starts processes, which takes seconds; what it shows is of no version.",
        ["Hosting/FrozenProcessTests.cs"] = "It starts processes, which takes seconds; what it shows is of no version.",
        ["Sessions/RevocationTests.cs"] = "It starts processes, which takes seconds; what it shows is of no version.",
        ["Sessions/SessionLimitTests.cs"] = "It starts processes, which takes seconds; what it shows is of no version.",
        ["Contracts/BrokenShopTests.cs"] = "It breaks one published contract; each has its own.",
        ["Endurance/FaultProxyTests.cs"] = "It tests a tool of the tests.",
        ["Hosting/BackupTests.cs"] = "It starts processes, which takes seconds; what it shows is of the store and of no version.",
        ["Hosting/DatabaseFileTests.cs"] = "It starts processes, which takes seconds; what it shows is of the store and of no version.",
        ["Hosting/DrainTests.cs"] = "It starts and ends processes, which takes seconds; what it shows is of no version.",
        ["Hosting/Edge/BrowserTests.cs"] = "It asks for a picture, by a path that it takes from the product.",
        ["Hosting/Edge/IdleConnectionTests.cs"] = "It writes requests by hand; what it shows is of the connection.",
        ["Hosting/Edge/SmugglingTests.cs"] = "It spells paths in ways that lead nowhere.",
        ["Hosting/LogInjectionTests.cs"] = "It starts a process, which takes seconds; what it shows is of the log and of no version.",
        ["Hosting/ProcessTests.cs"] = "It starts and kills processes, which takes seconds; what it shows is of the store and of no version.",
        ["Orders/OrderHistoryTests.cs"] = "It tells the versions apart.",
        ["Orders/OrderShapeTests.cs"] = "It tells the versions apart.",
        ["Versions/LifecycleTests.cs"] = "It ends the one version while the other goes on.",
        ["Pipeline/ApiVersionsTests.cs"] = "It has versions of its own.",
        ["Versions/AdoptionScene.cs"] = "It tells who uses which version.",
        ["Versions/AdoptionTests.cs"] = "It tells who uses which version.",
        ["Versions/HostileClientTests.cs"] = "It counts by version.",
        ["Versions/OverviewTests.cs"] = "It tells who uses which version.",
        ["Versions/PolicyTests.cs"] = "It ends the one version while the other goes on.",
        ["Versions/PreviewMinimumTests.cs"] = "A minimum version of the app is one for all versions of the API.",
        ["Versions/RetirementGateTests.cs"] = "It ends the one version while the other goes on.",
        ["Versions/SignalTests.cs"] = "Signals are counted over all versions.",
        ["Versions/TrafficTests.cs"] = "It counts by version.",
        ["Versions/UnreadablePolicyTests.cs"] = "The policy is one for all versions.",
        ["Versions/VersionProcessTests.cs"] = "It starts processes, which takes seconds; what it shows is of the protocol and of no version.",
    };

    [Fact]
    public void A_path_in_a_test_names_no_version()
    {
        // Sessions are in v2 alone.
        var named = new Regex($"/api/({string.Join('|', ApiVersions.Names)})(?!/sessions)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        var folder = Path.Combine(Tree.Folder("tests"), "Features.Tests");

        var sources = Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => named.IsMatch(File.ReadAllText(file)))
            .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'));

        var excepted = sources.Select(source => Exceptions.Keys.FirstOrDefault(name => source.StartsWith(name, StringComparison.Ordinal)) ?? source);
        Assert.Equal(Exceptions.Keys.Order(StringComparer.Ordinal), excepted.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }
}
