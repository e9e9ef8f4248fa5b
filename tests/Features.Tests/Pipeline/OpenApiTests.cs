using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Mobile.Features.Pipeline;

namespace Mobile.Features.Tests.Pipeline;

public sealed partial class OpenApiTests(SqliteHost host) : IClassFixture<SqliteHost>
{
    [Theory]
    [EveryVersion]
    public async Task Each_version_has_its_own_document(string version)
    {
        using var anyone = App.Anonymous(host.Address);

        var document = await anyone.ReadAsync($"/openapi/{version}.json");

        Assert.StartsWith("3.1.", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        Assert.Equal(version, document.GetProperty("info").GetProperty("version").GetString());
        var paths = document.GetProperty("paths").EnumerateObject().Select(path => path.Name).ToList();
        Assert.NotEmpty(paths);
        Assert.All(paths, path => Assert.Matches($"^/(api/({version}/|config$)|oauth/(token|revoke)$)", path));
        Assert.Contains($"/api/{version}/orders/{{id}}", paths);
    }

    /// <summary>It is the largest thing that is given to anybody: composed once, and sent once to each who asks again.</summary>
    [Theory]
    [EveryVersion]
    public async Task Whoever_has_a_document_is_answered_without_a_body(string version)
    {
        using var anyone = App.Anonymous(host.Address);
        var first = await anyone.GetAsync($"/openapi/{version}.json");
        var text = await first.Content.ReadAsStringAsync();

        var again = await anyone.GetAsync($"/openapi/{version}.json", ("If-None-Match", first.Headers.ETag!.ToString()));
        var other = await anyone.GetAsync($"/openapi/{version}.json", ("If-None-Match", "\"other\""), ("Host", "other.example"));

        Assert.Equal((HttpStatusCode.NotModified, 0), (again.StatusCode, (await again.Content.ReadAsByteArrayAsync()).Length));
        Assert.Equal("no-cache", again.Header("Cache-Control"));
        Assert.Equal((text, first.Headers.ETag), (await other.Content.ReadAsStringAsync(), other.Headers.ETag));
    }

    [Fact]
    public async Task Documents_tell_their_versions_apart()
    {
        using var anyone = App.Anonymous(host.Address);

        var tags = await Task.WhenAll(ApiVersions.Names.Select(async version => (await anyone.GetAsync($"/openapi/{version}.json")).Headers.ETag!.Tag));

        Assert.Equal(ApiVersions.Names.Count, tags.Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData("/openapi/v2%0A.json")]
    [InlineData("/openapi/v0.json")]
    [InlineData("/openapi/v2.json%0A")]
    public async Task There_is_no_other_document(string path)
    {
        using var anyone = App.Anonymous(host.Address);

        Assert.Equal(HttpStatusCode.NotFound, (await anyone.GetAsync(path)).StatusCode);
    }

    [Theory]
    [EveryVersion]
    public async Task A_write_names_its_key_and_its_problems(string version)
    {
        using var anyone = App.Anonymous(host.Address);

        var post = (await anyone.ReadAsync($"/openapi/{version}.json")).GetProperty("paths").GetProperty($"/api/{version}/orders").GetProperty("post");

        var key = Assert.Single(
            post.GetProperty("parameters").EnumerateArray(), parameter => parameter.TryGetProperty("name", out var name) && name.GetString() == "Idempotency-Key");
        Assert.True(key.GetProperty("required").GetBoolean());
        var responses = post.GetProperty("responses");
        Assert.Equal(
            $"#/components/schemas/Order{version.ToUpperInvariant()}",
            responses.GetProperty("201").GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("$ref").GetString());
        Assert.Contains("unknown-sku", responses.GetProperty("422").GetProperty("description").GetString(), StringComparison.Ordinal);
        Assert.Contains("unknown-sku", responses.GetProperty("422").GetProperty("x-problem-codes").EnumerateArray().Select(code => code.GetString()));
        Assert.Contains("malformed-json", responses.GetProperty("400").GetProperty("description").GetString(), StringComparison.Ordinal);
        Assert.True(responses.GetProperty("409").GetProperty("content").TryGetProperty("application/problem+json", out _));
        Assert.True(responses.TryGetProperty("401", out _));
    }

    [Theory]
    [EveryVersion]
    public async Task Generated_clients_get_good_names(string version)
    {
        using var anyone = App.Anonymous(host.Address);

        var document = await anyone.ReadAsync($"/openapi/{version}.json");

        var operations = document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject())
            .Select(operation => operation.Value.GetProperty("operationId").GetString()!).ToList();
        Assert.Equal(operations.Distinct(), operations);
        Assert.Contains("placeOrder", operations);
        var schemas = document.GetProperty("components").GetProperty("schemas").EnumerateObject().Select(schema => schema.Name).ToList();
        Assert.Contains($"PlaceOrderRequest{version.ToUpperInvariant()}", schemas);
        Assert.Contains($"Order{version.ToUpperInvariant()}List", schemas);
        Assert.Contains(version == "v1" ? "OrderV1Item" : "OrderV2Line", schemas);
    }

    [Fact]
    public async Task A_schema_says_what_is_required_and_what_is_allowed()
    {
        using var anyone = App.Anonymous(host.Address);

        var schemas = (await anyone.ReadAsync("/openapi/v1.json")).GetProperty("components").GetProperty("schemas");
        var request = schemas.GetProperty("PlaceOrderRequestV1");
        var order = schemas.GetProperty("OrderV1");

        Assert.Equal(["sku", "quantity"], request.GetProperty("required").EnumerateArray().Select(name => name.GetString()));
        var quantity = request.GetProperty("properties").GetProperty("quantity");
        Assert.Equal((1, 99), (quantity.GetProperty("minimum").GetInt32(), quantity.GetProperty("maximum").GetInt32()));
        Assert.Equal(500, request.GetProperty("properties").GetProperty("note").GetProperty("maxLength").GetInt32());
        Assert.Equal("string", order.GetProperty("properties").GetProperty("createdAt").GetProperty("type").GetString());
        Assert.Equal("date-time", order.GetProperty("properties").GetProperty("createdAt").GetProperty("format").GetString());
        Assert.Equal(8, order.GetProperty("required").GetArrayLength());
        Assert.Equal(["new", "shipped", "cancelled"], order.GetProperty("properties").GetProperty("status").GetProperty("enum").EnumerateArray().Select(status => status.GetString()));
    }

    [Theory]
    [EveryVersion]
    public async Task A_list_names_its_paging(string version)
    {
        using var anyone = App.Anonymous(host.Address);

        var get = (await anyone.ReadAsync($"/openapi/{version}.json")).GetProperty("paths").GetProperty($"/api/{version}/orders").GetProperty("get");

        Assert.Equal(["limit", "after", "fields", "since"], Names(get));

        static IEnumerable<string?> Names(JsonElement operation) => operation.GetProperty("parameters").EnumerateArray()
            .Where(parameter => parameter.TryGetProperty("name", out _)).Select(parameter => parameter.Text("name"));
    }

    [Theory]
    [EveryVersion]
    public async Task Every_reference_leads_somewhere_and_every_name_is_one_of_a_generated_client(string version)
    {
        using var anyone = App.Anonymous(host.Address);

        var document = await anyone.ReadAsync($"/openapi/{version}.json");

        var names = document.GetProperty("components").EnumerateObject()
            .SelectMany(kind => kind.Value.EnumerateObject().Select(component => $"{kind.Name}/{component.Name}")).ToList();
        var references = Reference().Matches(document.GetRawText()).Select(match => match.Groups["name"].Value).Distinct();
        Assert.All(names, name => Assert.Matches("^((schemas|responses|securitySchemes)/[A-Za-z0-9]+|(headers|parameters)/[A-Za-z-]+)$", name));
        Assert.Empty(references.Except(names));
    }

    [Theory]
    [EveryVersion]
    public async Task A_delta_names_the_types_of_its_items(string version)
    {
        using var anyone = App.Anonymous(host.Address);
        var order = $"Order{version.ToUpperInvariant()}";

        var document = await anyone.ReadAsync($"/openapi/{version}.json");
        var (paths, schemas) = (document.GetProperty("paths"), document.GetProperty("components").GetProperty("schemas"));

        var list = Schema(paths.GetProperty($"/api/{version}/orders").GetProperty("get"));
        Assert.Equal($"#/components/schemas/{order}List", list.Text("$ref"));
        var members = schemas.GetProperty($"{order}List").GetProperty("properties");
        Assert.Equal(["items", "next", "syncToken", "deleted", "more"], members.EnumerateObject().Select(member => member.Name));
        Assert.Equal($"#/components/schemas/{order}", members.GetProperty("items").GetProperty("items").Text("$ref"));
        Assert.Equal("#/components/schemas/PullChangesResponse", Schema(paths.GetProperty($"/api/{version}/sync").GetProperty("get")).Text("$ref"));
        var collections = schemas.GetProperty("PullChangesCollections").GetProperty("properties");
        Assert.Equal(["orders", "profile", "products"], collections.EnumerateObject().Select(collection => collection.Name));
        Assert.Equal($"#/components/schemas/{order}Changes", collections.GetProperty("orders").Text("$ref"));
        var patch = paths.GetProperty($"/api/{version}/orders/{{id}}").GetProperty("patch");
        Assert.True(patch.GetProperty("requestBody").GetProperty("content").TryGetProperty("application/merge-patch+json", out _));
        Assert.True(patch.GetProperty("parameters").EnumerateArray().First(parameter => parameter.Text("name") == "If-Match").GetProperty("required").GetBoolean());

        static JsonElement Schema(JsonElement operation) =>
            operation.GetProperty("responses").GetProperty("200").GetProperty("content").GetProperty("application/json").GetProperty("schema");
    }

    [Fact]
    public async Task Every_problem_code_has_a_page_and_no_code_stands_twice()
    {
        using var anyone = App.Anonymous(host.Address);

        var codes = (await anyone.ReadAsync("/problems")).EnumerateArray().Select(type => type.GetProperty("code").GetString()!).ToList();

        Assert.Equal(codes.Distinct(), codes);
        foreach (var code in codes)
        {
            Assert.Equal(code, (await anyone.ReadAsync($"/problems/{code}")).GetProperty("code").GetString());
        }
    }

    [Fact]
    public async Task The_page_to_try_them_is_there_and_so_is_its_sign_in()
    {
        using var anyone = App.Anonymous(host.Address);

        Assert.Equal("/docs", (await anyone.GetAsync("/")).Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.OK, (await anyone.GetAsync("/docs/index.html")).StatusCode);
        var flow = (await anyone.ReadAsync("/openapi/v2.json")).GetProperty("components").GetProperty("securitySchemes")
            .GetProperty("signIn").GetProperty("flows").GetProperty("authorizationCode");
        Assert.Equal("/dev-identity/authorize", flow.GetProperty("authorizationUrl").GetString());
        Assert.Equal(JsonValueKind.Object, flow.GetProperty("scopes").ValueKind);
    }

    [Fact]
    public async Task Health_tells_live_and_ready()
    {
        using var anyone = App.Anonymous(host.Address);

        Assert.Equal(HttpStatusCode.OK, (await anyone.GetAsync("/health/live")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await anyone.GetAsync("/health/ready")).StatusCode);
    }

    [GeneratedRegex("#/components/(?<name>[^\"]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Reference();
}
