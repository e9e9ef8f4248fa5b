using Mobile.Contracts;

namespace Mobile.Features.Tests.Contracts;

public sealed class AcceptTests : IDisposable
{
    private const string Published = """{ "paths": { "/a": { "get": { "responses": {} } } } }""";
    private const string Grown = """{ "paths": { "/b": { "get": { "responses": {} } }, "/a": { "get": { "responses": {} } } } }""";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mobile-test-");
    private readonly PublishedContracts contracts;

    public AcceptTests() => contracts = new(folder.FullName);

    [Fact]
    public void An_addition_and_a_new_version_are_written_once()
    {
        contracts.Accept(Candidates(("v1", Published)));

        var written = contracts.Accept(Candidates(("v1", Grown), ("v2", Published)));

        Assert.Equal([contracts.FileOf("v1"), contracts.FileOf("v2")], written);
        Assert.Equal(ContractDocument.Parse(Grown).ToString(), File.ReadAllText(contracts.FileOf("v1")));
        Assert.Empty(contracts.Accept(Candidates(("v1", Grown), ("v2", Published))));
    }

    [Fact]
    public void Nothing_is_written_while_anything_is_breaking()
    {
        contracts.Accept(Candidates(("v1", Grown)));

        Assert.Empty(contracts.Accept(Candidates(("v1", Published), ("v2", Published))));

        Assert.Equal(["v1"], contracts.Versions);
        Assert.Contains("/b", File.ReadAllText(contracts.FileOf("v1")), StringComparison.Ordinal);
    }

    [Fact]
    public void How_users_sign_in_at_a_provider_is_no_part_of_the_contract()
    {
        var known = """
            { "paths": { "/a": { "get": { "responses": {}, "security": [{ "signIn": [] }, { "bearer": [] }] } } },
              "components": { "securitySchemes": { "signIn": { "type": "oauth2" }, "bearer": { "type": "http" } } } }
            """;
        var unknown = """
            { "paths": { "/a": { "get": { "responses": {}, "security": [{ }, { "bearer": [] }] } } },
              "components": { "securitySchemes": { "bearer": { "type": "http" } } } }
            """;

        Assert.Equal(ContractDocument.Parse(known).ToString(), ContractDocument.Parse(unknown).ToString());
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static Dictionary<string, ContractDocument> Candidates(params (string Version, string Json)[] documents) =>
        documents.ToDictionary(document => document.Version, document => ContractDocument.Parse(document.Json), StringComparer.Ordinal);
}
