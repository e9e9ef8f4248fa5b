namespace Mobile.Features.Tests.OpenApi;

/// <summary>Holds the documents against the OpenAPI specification, by Redocly's linter as package-lock.json pins it.</summary>
public sealed class LintTests(SqliteHost host) : IClassFixture<SqliteHost>
{
    private static readonly string Folder = Path.Combine(Tree.Folder("tests"), "Features.Tests");
    private static readonly string Linter = Path.Combine(Folder, "node_modules", "@redocly", "cli", "bin", "cli.js");

    [NpmTheory]
    [EveryVersion]
    public async Task A_document_has_no_fault_of_which_the_linter_knows(string version)
    {
        using var http = new HttpClient { BaseAddress = host.Address };

        var (exitCode, output) = await LintAsync(await http.GetStringAsync(new Uri($"/openapi/{version}.json", UriKind.Relative)));

        Assert.True(exitCode == 0, output);
    }

    /// <summary>The linter is asked in earnest: what was published once, two names for one path, is a fault to it.</summary>
    [NpmTheory]
    [InlineData("""{ "/devices/{id}": { "get": GET }, "/devices/{installationId}": { "put": GET } }""", "no-identical-paths")]
    [InlineData("""{ "/devices/{id}": { "get": { "responses": {} } } }""", "security-defined")]
    public async Task A_faulty_document_is_refused(string paths, string rule)
    {
        const string Get = """{ "operationId": "get", "security": [], "responses": { "200": { "description": "OK" } } }""";

        var (exitCode, output) = await LintAsync($$"""
            { "openapi": "3.1.1", "info": { "title": "A", "version": "1" }, "servers": [{ "url": "/" }], "paths": {{paths.Replace("GET", Get, StringComparison.Ordinal)}} }
            """);

        Assert.NotEqual(0, exitCode);
        Assert.Contains(rule, output, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output)> LintAsync(string document)
    {
        await Npm.RestoreAsync(Folder);
        var folder = Directory.CreateTempSubdirectory("mobile-test-");
        try
        {
            var file = Path.Combine(folder.FullName, "openapi.json");
            await File.WriteAllTextAsync(file, document);
            return await Npm.RunAsync(Folder, "node", Linter, "lint", "--config", Path.Combine(Folder, "OpenApi", "redocly.yaml"), file);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
