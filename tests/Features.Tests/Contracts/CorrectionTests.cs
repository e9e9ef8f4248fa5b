using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mobile.Contracts;

namespace Mobile.Features.Tests.Contracts;

/// <summary>Holds that what a published document says and the product never kept may be taken back: by name, with the reason, and once.</summary>
public sealed class CorrectionTests(SqliteHost host) : IClassFixture<SqliteHost>, IDisposable
{
    private const string Published = """
        {
          "paths": {
            "/a": {
              "patch": {
                "requestBody": {
                  "content": {
                    "application/json": {
                      "schema": { "type": "object", "properties": { "lines": { "type": ["null", "array"] }, "note": { "type": ["null", "string"] } } }
                    }
                  }
                },
                "responses": {}
              }
            }
          }
        }
        """;

    private static readonly Correction OfLines = new("PATCH /a › request › lines", "null is no longer accepted.", "It was always refused.");

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mobile-test-");

    private string CorrectionsFile => Path.Combine(folder.FullName, "corrections.txt");

    [Fact]
    public void A_correction_lets_its_own_change_pass_and_no_other()
    {
        var contracts = Publish(OfLines);

        var corrected = Assert.Single(contracts.Compare(Candidate("lines")));
        Assert.False(corrected.IsBreaking, corrected.ToString());
        Assert.Contains("It was always refused.", corrected.Message, StringComparison.Ordinal);
        var breaking = Assert.Single(contracts.Compare(Candidate("lines", "note")), change => change.IsBreaking);
        Assert.StartsWith("PATCH /a › request › note: null is no longer accepted.", breaking.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_correction_goes_once_the_corrected_contract_is_accepted()
    {
        var other = new Correction("PATCH /b › request", "the body is no longer read.", "There never was one.");
        var contracts = Publish(OfLines, other);
        Assert.Equal([other], contracts.UnusedCorrections(Candidate("lines")));

        Assert.NotEmpty(contracts.Accept(Candidate("lines")));

        Assert.Empty(new Corrections(CorrectionsFile).All);
        Assert.Empty(contracts.Compare(Candidate("lines")));
    }

    [Fact]
    public async Task Each_correction_of_this_tree_is_needed_and_gives_its_reason()
    {
        Assert.Empty(PublishedContracts.OfThisTree.UnusedCorrections(await Product.ReadContractsAsync(host.Address)));
        Assert.All(Corrections.OfThisTree.All, correction => Assert.True(correction.Because.Length > 20, correction.Place));
    }

    /// <summary>The proof that no app can rely on what was corrected: null is refused where the document of a patch says that it is.</summary>
    [Theory]
    [EveryVersion]
    public async Task A_member_of_a_patch_may_be_null_where_the_document_says_so_and_nowhere_else(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var order = await alice.PlaceOrderAsync(version: version);
        var installation = DeviceExtensions.NewInstallation();
        await alice.RegisterAsync(installation, DeviceExtensions.Registration(), version);
        var document = await alice.ReadAsync($"/openapi/{version}.json");
        var schemas = document.GetProperty("components").GetProperty("schemas");
        var patches = document.GetProperty("paths").EnumerateObject().Where(path => path.Value.TryGetProperty("patch", out _)).ToList();

        Assert.Equal(3, patches.Count);
        foreach (var path in patches)
        {
            var body = path.Value.GetProperty("patch").GetProperty("requestBody").GetProperty("content").GetProperty("application/json");
            var url = path.Name.Replace("{id}", order, StringComparison.Ordinal).Replace("{installationId}", installation, StringComparison.Ordinal);
            foreach (var member in schemas.GetProperty(body.GetProperty("schema").Text("$ref").Split('/')[^1]).GetProperty("properties").EnumerateObject())
            {
                var answer = await alice.SendAsync(
                    HttpMethod.Patch, url, JsonContent.Create(new JsonObject { [member.Name] = null }), ("Idempotency-Key", App.NewKey()), ("If-Match", "*"));

                Assert.True(
                    answer.StatusCode == (MayBeNull(member.Value) ? HttpStatusCode.OK : HttpStatusCode.BadRequest),
                    $"PATCH {path.Name} with {member.Name} null: {answer.StatusCode}, but the document says {member.Value}");
            }
        }
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static bool MayBeNull(JsonElement schema) => schema.TryGetProperty("type", out var type)
        ? type.ValueKind is JsonValueKind.Array && type.EnumerateArray().Any(name => name.GetString() == "null")
        : schema.GetProperty("oneOf").EnumerateArray().Any(one => one.TryGetProperty("type", out var kind) && kind.GetString() == "null");

    /// <summary>The same contract, where the members may no longer be null.</summary>
    private static Dictionary<string, ContractDocument> Candidate(params string[] members)
    {
        var json = JsonNode.Parse(Published)!;
        var body = json["paths"]!["/a"]!["patch"]!["requestBody"]!["content"]!["application/json"]!;
        foreach (var member in members.Select(member => body["schema"]!["properties"]![member]!))
        {
            member["type"] = member["type"]![1]!.GetValue<string>();
        }

        return new(StringComparer.Ordinal) { ["v1"] = ContractDocument.Parse(json.ToJsonString()) };
    }

    private PublishedContracts Publish(params Correction[] corrections)
    {
        new PublishedContracts(folder.FullName).Accept(Candidate());
        File.WriteAllText(CorrectionsFile, JsonSerializer.Serialize(corrections, JsonSerializerOptions.Web));
        return new(folder.FullName, new Corrections(CorrectionsFile));
    }
}
