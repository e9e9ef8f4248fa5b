using System.Text.Json;

namespace Mobile.Generators;

/// <summary>What the page tells is what the tests do.</summary>
public sealed class PageTests
{
    [Theory]
    [InlineData("NSwag", "csharp", "NSwag/Program.cs")]
    [InlineData("Kiota", "csharp", "Kiota/Program.cs")]
    [InlineData("openapi-typescript", "ts", "TypeScript/main.ts")]
    public void Each_snippet_of_the_page_is_a_part_of_the_program_that_is_run(string heading, string language, string file)
    {
        var snippets = Page.Snippets(File.ReadAllText(Path.Combine(Workshop.Clients, file)));

        Assert.NotEmpty(snippets);
        Assert.Equal(
            snippets.Order(StringComparer.Ordinal),
            Page.Blocks(heading).Where(block => block.Language == language).Select(block => block.Code).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("NSwag", "nswag.consolecore")]
    [InlineData("Kiota", "microsoft.openapi.kiota")]
    public void The_page_names_the_versions_of_the_tools_that_are_run(string heading, string tool)
    {
        var tools = JsonDocument.Parse(File.ReadAllText(Path.Combine(Workshop.Source, "dotnet-tools.json"))).RootElement.GetProperty("tools");
        var version = tools.GetProperty(tool).GetProperty("version").GetString();

        Assert.Contains(Page.Commands(heading), command => command.Equals($"dotnet tool install {tool} --version {version}", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void The_page_names_the_versions_of_the_packages_that_are_run()
    {
        var package = JsonDocument.Parse(File.ReadAllText(Path.Combine(Workshop.Clients, "TypeScript", "package.json"))).RootElement;
        var commands = Page.Commands("openapi-typescript");
        string[] named = ["openapi-typescript", "typescript", "openapi-fetch"];

        Assert.All(named, name => Assert.Contains(commands, command => command.Contains($" {name}@{Version(name)}", StringComparison.Ordinal)));
        var project = File.ReadAllText(Path.Combine(Workshop.Clients, "Kiota", "KiotaClient.csproj"));
        var added = Page.Commands("Kiota").Where(command => command.StartsWith("dotnet add package", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(added);
        Assert.All(added, command =>
        {
            var words = command.Split(' ');
            Assert.Contains($"Include=\"{words[3]}\" Version=\"{words[5]}\"", project, StringComparison.Ordinal);
        });

        string? Version(string name) => new[] { "dependencies", "devDependencies" }.Select(kind => package.GetProperty(kind))
            .First(kind => kind.TryGetProperty(name, out _)).GetProperty(name).GetString();
    }
}
