using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Pipeline.Idempotency;

namespace Mobile.Features.Tests;

/// <summary>The rules of the house: who may touch whom, and what every endpoint has.</summary>
public sealed partial class ArchitectureTests(SqliteHost host) : IClassFixture<SqliteHost>
{
    /// <summary>The rooms that every feature may use. A feature is any other folder.</summary>
    private static readonly string[] Shared = ["Data", "Pipeline", "Sync"];

    /// <summary>Writes the rows of all features, in Development.</summary>
    private const string SampleData = "SampleData";

    [Fact]
    public void A_feature_touches_the_shared_rooms_and_itself()
    {
        var rooms = Directory.GetDirectories(Tree.Folder("Features")).Select(folder => Path.GetFileName(folder)!)
            .Where(name => name is not ("bin" or "obj" or "Properties")).ToList();
        var trespasses =
            from room in rooms
            where room != SampleData
            from file in Directory.GetFiles(Path.Combine(Tree.Folder("Features"), room), "*.cs", SearchOption.AllDirectories)
            from Match use in UsedRoom().Matches(File.ReadAllText(file))
            let used = use.Groups["room"].Value
            where rooms.Contains(used) && used != room && !Allowed(room).Contains(used)
            select $"{Path.GetRelativePath(Tree.Root, file)} uses {used}";

        Assert.Empty(trespasses);
    }

    [Fact]
    public void Every_write_below_api_requires_an_idempotency_key()
    {
        // A batch writes nothing itself: each request in it has a key of its own.
        var writes = Endpoints().Where(endpoint =>
            endpoint.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal)
            && !endpoint.RoutePattern.RawText.EndsWith("/batch", StringComparison.Ordinal)
            && endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Any(method => method is "POST" or "PUT" or "PATCH" or "DELETE")).ToList();

        Assert.NotEmpty(writes);
        Assert.All(writes, endpoint => Assert.True(endpoint.Metadata.GetMetadata<IdempotencyMetadata>() is not null, $"{endpoint} takes no key"));
    }

    [Fact]
    public void Only_pictures_and_the_configuration_are_public_below_api()
    {
        var open = Endpoints().Where(endpoint =>
            endpoint.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal)
            && endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.Authorization.IAllowAnonymous>() is not null);

        Assert.All(open, endpoint => Assert.Matches("^/api/(config$|v[0-9]+/images/)", endpoint.RoutePattern.RawText));
    }

    [Fact]
    public void A_version_is_named_where_versions_are_listed_and_where_replicas_choose_a_shape()
    {
        var files = Directory.GetFiles(Tree.Folder("Features"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Where(file => !file.EndsWith("Sync.cs", StringComparison.Ordinal) && Path.GetFileName(file) != "ApiVersions.cs");

        Assert.All(files, file => Assert.DoesNotMatch(@"""v[0-9]+""|(?m:^(?!\s*//).*/api/v[0-9])", File.ReadAllText(file)));
    }

    [Fact]
    public void Program_only_delegates()
    {
        Assert.True(File.ReadAllLines(Path.Combine(Tree.Folder("Api"), "Program.cs")).Length <= 25);
    }

    [Fact]
    public void The_dashboard_writes_no_sql()
    {
        var files = Directory.GetFiles(Tree.Folder("Admin"), "*.*", SearchOption.AllDirectories)
            .Where(file => file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".razor", StringComparison.Ordinal))
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

        Assert.All(files, file => Assert.DoesNotMatch(@"Features\.Data|Dapper|\bSELECT\b", File.ReadAllText(file)));
    }

    [Fact]
    public void A_component_of_the_dashboard_that_asks_renders_once_it_knows()
    {
        // An answer of SQLite is there at once, and hides what would be rendered before that of a server.
        var files = Directory.GetFiles(Path.Combine(Tree.Folder("Admin"), "Components"), "*.razor", SearchOption.AllDirectories);

        Assert.All(files, file => Assert.DoesNotMatch("OnInitializedAsync|OnParametersSetAsync", File.ReadAllText(file)));
    }

    private static string[] Allowed(string room) => room switch
    {
        "Data" => [],
        "Pipeline" => ["Data"],
        "Sync" => ["Data", "Pipeline"],
        // What features share: an event in the outbox, or a small public type of its owner.
        "Devices" => [.. Shared, "Sessions", "Profile"],
        "Push" => [.. Shared, "Devices"],
        "Orders" => [.. Shared, "Push", "Devices", "Profile", "Sessions"],
        "Campaigns" => [.. Shared, "Push", "Devices"],
        "Privacy" => [.. Shared, "Profile", "Sessions"],
        "Operations" => [.. Shared, "Profile"],
        _ => Shared,
    };

    private IEnumerable<RouteEndpoint> Endpoints() =>
        host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    [GeneratedRegex(@"Mobile\.Features\.(?<room>\w+)|(?<![\w.])(?<room>[A-Z]\w+)\.[A-Z]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex UsedRoom();
}
