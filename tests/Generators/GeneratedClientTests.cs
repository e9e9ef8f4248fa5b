using System.Text.RegularExpressions;

namespace Mobile.Generators;

/// <summary>
/// Three generators make clients from the document of a running server. The clients are compiled, and do there what an app does: sign in, place an order
/// once, read all pages, amend, run into a conflict, follow a delta with a deletion, and sync.
/// </summary>
public sealed partial class GeneratedClientTests(SqliteHost host) : IClassFixture<SqliteHost>
{
    [GeneratorFact]
    public async Task A_client_of_NSwag_does_what_an_app_does()
    {
        using var workshop = await Workshop.OpenAsync("NSwag", needsTools: true);
        await workshop.GenerateAsync("NSwag", "dotnet nswag", host.Address);
        await BuildAsync(workshop);

        AssertDone(await workshop.RunAsync("dotnet", ["bin/Debug/net10.0/NSwagClient.dll", host.Address.ToString(), await IdTokenAsync()]));
    }

    [GeneratorFact]
    public async Task A_client_of_Kiota_does_what_an_app_does()
    {
        using var workshop = await Workshop.OpenAsync("Kiota", needsTools: true);
        await workshop.GenerateAsync("Kiota", "dotnet kiota", host.Address);
        await BuildAsync(workshop);

        AssertDone(await workshop.RunAsync("dotnet", ["bin/Debug/net10.0/KiotaClient.dll", host.Address.GetLeftPart(UriPartial.Authority), await IdTokenAsync()]));
    }

    [GeneratorFact(needsNode: true)]
    public async Task A_client_of_openapi_typescript_does_what_an_app_does()
    {
        using var workshop = await Workshop.OpenAsync("TypeScript", needsTools: false);
        await workshop.RunAsync("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts");
        await workshop.GenerateAsync("openapi-typescript", "npx openapi-typescript", host.Address);
        await workshop.RunAsync("npx", "tsc", "--project", ".");

        AssertDone(await workshop.RunAsync("node", ["out/main.js", host.Address.GetLeftPart(UriPartial.Authority), await IdTokenAsync()]));
    }

    private static Task<string> BuildAsync(Workshop workshop) =>
        workshop.RunAsync("dotnet", "build", "-p:RestoreLockedMode=true", "-p:UseSharedCompilation=false", "-nodeReuse:false", "-warnaserror");

    /// <summary>The program checks each step by itself; the conflict it tells.</summary>
    private static void AssertDone(string output)
    {
        Assert.Matches(Conflict(), output);
        Assert.EndsWith("done", output.TrimEnd(), StringComparison.Ordinal);
    }

    private async Task<string> IdTokenAsync()
    {
        using var app = App.Anonymous(host.Address);
        return await app.GetIdTokenAsync("alice");
    }

    [GeneratedRegex(@"^Version 3 has the note ''; both changed note\.$", RegexOptions.Multiline, 1000)]
    private static partial Regex Conflict();
}
