using System.Net;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Mobile.Api.DevIdentity;
using Mobile.Features.Data;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Tests.Pipeline;

/// <summary>A text that ends with a line feed is another text: <c>$</c> of .NET lets it through, <c>\z</c> does not.</summary>
public sealed class PatternTests(SqliteHost host) : IClassFixture<SqliteHost>
{
    private static readonly string[] Projects = ["Api", "Admin", "Features", "Client"];

    /// <summary>A valid value of each parameter and member to which the contract gives a pattern.</summary>
    private static readonly Dictionary<string, string> Valid = new(StringComparer.Ordinal)
    {
        ["installationId"] = "phone.of-alice_1",
        ["id"] = "0198a2b4c6d87e0f8a1b2c3d4e5f6071",
        ["pushToken"] = "a11ce000a11ce000",
        ["from"] = "22:00",
        ["to"] = "06:30",
    };

    [Fact]
    public void No_expression_of_the_product_ends_before_a_line_feed()
    {
        Assembly[] assemblies = [typeof(Problem).Assembly, typeof(DevAccess).Assembly, typeof(Admin.AdminRegistration).Assembly];
        var expressions = assemblies.SelectMany(assembly => assembly.GetTypes())
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly))
            .SelectMany(method => method.GetCustomAttributes<GeneratedRegexAttribute>()).ToList();

        Assert.NotEmpty(expressions);
        Assert.All(expressions, expression => Assert.DoesNotContain("$", expression.Pattern, StringComparison.Ordinal));
    }

    [Fact]
    public void All_of_them_are_generated_where_the_test_above_finds_them()
    {
        var sources = Projects.SelectMany(project => Directory.GetFiles(Tree.Folder(project), "*.*", SearchOption.AllDirectories))
            .Where(file => Path.GetExtension(file) is ".cs" or ".razor" && !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

        Assert.All(sources, file => Assert.DoesNotMatch(@"new Regex\(|\bRegex\.(IsMatch|Match|Matches|Replace|Split)\(", File.ReadAllText(file)));
    }

    [Theory]
    [EveryVersion]
    public async Task What_the_contract_gives_a_pattern_takes_no_line_feed_at_its_end(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var document = await alice.ReadAsync($"/openapi/{version}.json");
        Assert.Equal(Valid.Keys.Order(StringComparer.Ordinal), Patterned(document, "").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        Assert.True((await SendAsync(alice, version, "pushToken", Valid["pushToken"])).IsSuccessStatusCode);

        foreach (var (name, value) in Valid)
        {
            var accepted = await SendAsync(alice, version, name, value);
            Assert.True(accepted.IsSuccessStatusCode, $"{name}: {await accepted.Content.ReadAsStringAsync()}");
            foreach (var ending in new[] { "\n", "\r\n", "\u2028" })
            {
                Assert.True((await SendAsync(alice, version, name, value + ending)).StatusCode == HttpStatusCode.BadRequest, $"{name} takes {JsonEncodedText.Encode(ending)}");
            }
        }
    }

    [Theory]
    [EveryVersion]
    public async Task The_name_of_a_picture_ends_where_it_ends(string version)
    {
        using var anyone = App.Anonymous(host.Address);

        Assert.Equal(HttpStatusCode.OK, (await anyone.GetAsync($"/api/{version}/images/trail-jacket-mos?w=160")).StatusCode);
        await (await anyone.GetAsync($"/api/{version}/images/trail-jacket-mos%0A?w=160")).AssertProblemAsync(404, "product-not-found");
    }

    [Fact]
    public void An_id_ends_where_it_ends()
    {
        Assert.True(Ids.IsValid(Valid["id"]));
        Assert.False(Ids.IsValid(Valid["id"] + "\n"));
    }

    /// <summary>Puts the value where its name stands in the contract.</summary>
    private static Task<HttpResponseMessage> SendAsync(App app, string version, string name, string value)
    {
        var device = DeviceExtensions.Registration(name == "pushToken" ? value : null);
        return name switch
        {
            "installationId" => app.RegisterAsync(Uri.EscapeDataString(value), device, version),
            "pushToken" => app.RegisterAsync(Valid["installationId"], device, version),
            "id" => app.PostAsync($"/api/{version}/orders", Contract.Of(version).Order("MUG-RED", id: value.Replace(Valid["id"], Ids.New(TimeProvider.System), StringComparison.Ordinal)), App.NewKey()),
            _ => app.PreferAsync(
                Valid["installationId"],
                new { quietHours = new Dictionary<string, string>(StringComparer.Ordinal) { ["from"] = Valid["from"], ["to"] = Valid["to"], [name] = value } },
                version),
        };
    }

    /// <summary>The names of the parameters and members that have a pattern.</summary>
    private static IEnumerable<string> Patterned(JsonElement node, string name) => node.ValueKind switch
    {
        JsonValueKind.Object => node.EnumerateObject().SelectMany(member =>
            member is { Name: "pattern", Value.ValueKind: JsonValueKind.String } ? [name]
            : Patterned(member.Value, member.Name == "schema" && node.TryGetProperty("name", out var parameter) ? parameter.GetString()! : member.Name)),
        JsonValueKind.Array => node.EnumerateArray().SelectMany(item => Patterned(item, name)),
        _ => [],
    };
}
