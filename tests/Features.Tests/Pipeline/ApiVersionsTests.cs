using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Tests.Pipeline;

/// <summary>A product of three versions, by the same classes as that of two.</summary>
public sealed class ApiVersionsTests : IAsyncLifetime
{
    private VersionedApp product = null!;
    private App app = null!;

    public async Task InitializeAsync()
    {
        product = await VersionedApp.StartAsync(api =>
        {
            // The newest first: the order of mapping does not count.
            api["v3"].MapPut("/things/{id}", (string id) => $"v3 {id}");
            api.V2.MapPut("/things/{id}", (string id) => $"v2 {id}");
            api.V1.MapPut("/things/{id}", (string id) => $"v1 {id}");
            api.V1.MapPost("/things", () => new CreatedResource<string>("/things/1", "v1", 1));
            api.V2.MapPost("/things", () => new CreatedResource<string>("/things/1", "v2", 1));
            api.V1.MapGet("/things/{id}", (string id, HttpContext context) => $"{ApiVersionMetadata.Of(context)} {id}")
                .AddEndpointFilter(async (invocation, next) => $"filtered {await next(invocation)}");
            api.V2.MapGet("/lists/{id}", (string id) => $"v2 {id}");

            // Where nothing else stands below it, a version may call a parameter by another name.
            api["v3"].MapGet("/lists/{name}", (string name) => $"v3 {name}");
        });
        app = App.Anonymous(product.Address);
    }

    [Theory]
    [InlineData("v1")]
    [InlineData("v2")]
    [InlineData("v3")]
    public async Task What_no_version_changes_is_mapped_once_and_served_under_all(string version)
    {
        Assert.Equal($"filtered {version} 7", await (await app.GetAsync($"/api/{version}/things/7")).Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("v1")]
    [InlineData("v2")]
    [InlineData("v3")]
    public async Task What_each_version_changes_is_served_under_its_own(string version)
    {
        Assert.Equal($"{version} 7", await (await app.SendAsync(HttpMethod.Put, $"/api/{version}/things/7", null)).Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("v1", "v1")]
    [InlineData("v2", "v2")]
    [InlineData("v3", "v2")]
    public async Task A_version_inherits_the_latest_shape_and_names_itself(string version, string shape)
    {
        var answer = await app.SendAsync(HttpMethod.Post, $"/api/{version}/things", null);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal(shape, (await answer.ReadAsync()).GetString());
        Assert.Equal($"/api/{version}/things/1", answer.Header("Location"));
    }

    [Theory]
    [InlineData("v1", HttpStatusCode.NotFound)]
    [InlineData("v2", HttpStatusCode.OK)]
    [InlineData("v3", HttpStatusCode.OK)]
    public async Task What_came_with_a_version_is_unknown_to_the_one_before(string version, HttpStatusCode status)
    {
        Assert.Equal(status, (await app.GetAsync($"/api/{version}/lists/7")).StatusCode);
    }

    [Theory]
    [InlineData("v1", "PUT /things/{id}, GET /things/{id}, POST /things")]
    [InlineData("v2", "PUT /things/{id}, GET /things/{id}, POST /things, GET /lists/{id}")]
    [InlineData("v3", "PUT /things/{id}, GET /things/{id}, POST /things, GET /lists/{name}")]
    public async Task A_document_has_each_operation_of_its_version_once(string version, string operations)
    {
        var expected = operations.Split(", ").Select(operation => operation.Replace(" ", $" /api/{version}", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

        var document = await app.ReadAsync($"/openapi/{version}.json");

        var found = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => (Path: path.Name, Method: operation.Name, Operation: operation.Value))).ToList();
        Assert.Equal(expected, found.Select(operation => $"{operation.Method.ToUpperInvariant()} {operation.Path}").Order(StringComparer.Ordinal));
        Assert.All(found, operation => Assert.Equal(["Things"], Tags(operation.Operation)));
    }

    [Fact]
    public async Task A_version_may_end_what_those_before_it_have()
    {
        await using var other = await VersionedApp.StartAsync(api =>
        {
            api.V1.MapGet("/things", () => "v1");
            api["v3"].MapGet("/things", () => PipelineProblems.NotFound).ExcludeFromDescription();
        });
        using var anyone = App.Anonymous(other.Address);

        Assert.Equal(HttpStatusCode.OK, (await anyone.GetAsync("/api/v2/things")).StatusCode);
        await (await anyone.GetAsync("/api/v3/things")).AssertProblemAsync(404, "not-found");
        Assert.Empty((await anyone.ReadAsync("/openapi/v3.json")).GetProperty("paths").EnumerateObject());
    }

    [Fact]
    public void An_endpoint_belongs_to_one_version_and_lets_in_who_is_signed_in()
    {
        Assert.Equal(11, product.Endpoints.Count);
        Assert.All(product.Endpoints, endpoint =>
        {
            var version = Assert.Single(endpoint.Metadata.GetOrderedMetadata<ApiVersionMetadata>()).Version;
            Assert.StartsWith($"/api/{version}/", endpoint.RoutePattern.RawText, StringComparison.Ordinal);
            Assert.Equal(version, endpoint.Metadata.GetMetadata<IEndpointGroupNameMetadata>()?.EndpointGroupName);
            Assert.Single(endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>());
        });
    }

    [Fact]
    public async Task Endpoints_are_built_once_and_conventions_end_last()
    {
        var built = new List<string>();
        await using var other = await VersionedApp.StartAsync(api =>
        {
            var endpoint = api.V1.MapGet("/things", () => "v1");
            endpoint.Finally(builder => built.Add(string.Join(' ', builder.Metadata.OfType<string>())));
            endpoint.WithMetadata("first");
            api.V1.WithMetadata("of the group");
        });
        using var anyone = App.Anonymous(other.Address);

        await anyone.GetAsync("/api/v1/things");
        await anyone.GetAsync("/api/v3/things");
        await anyone.ReadAsync("/openapi/v2.json");

        Assert.Equal(Enumerable.Repeat("of the group first", VersionedApp.Versions.Length), built);
    }

    [Fact]
    public async Task A_version_that_maps_one_thing_twice_does_not_start()
    {
        var failure = await Assert.ThrowsAsync<ArgumentException>(() => VersionedApp.StartAsync(api =>
        {
            api.V2.MapGet("/things/{id}", (string id) => id);
            api.V2.MapGet("/THINGS/{number}", (string number) => number);
        }));

        Assert.Contains("GET /api/v2/THINGS/{}", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/things/{id}", "/things/{number}")]
    [InlineData("/things/{id}/parts", "/THINGS/{number}/owner")]
    [InlineData("/things/{id}/parts/{part}", "/things/{id}/parts/{number}")]
    public async Task A_version_that_gives_one_parameter_two_names_does_not_start(string one, string other)
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => VersionedApp.StartAsync(api =>
        {
            api.V1.MapGet(one, () => "one");
            api.V2.MapPut(other, () => "other");
        }));

        Assert.Contains("Give it one name.", failure.Message, StringComparison.Ordinal);
        Assert.Contains("/api/v2" + other, failure.Message, StringComparison.Ordinal);
    }

    public async Task DisposeAsync()
    {
        app.Dispose();
        await product.DisposeAsync();
    }

    private static IEnumerable<string?> Tags(JsonElement operation) => operation.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString());
}
