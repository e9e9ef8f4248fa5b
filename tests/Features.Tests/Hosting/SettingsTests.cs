using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Mobile.Api.Hosting.Configuration;

namespace Mobile.Features.Tests.Hosting;

/// <summary>The list of settings, the documentation and the source say the same.</summary>
public sealed partial class SettingsTests
{
    private static readonly string[] Projects = ["Api", "Admin", "Features"];

    [Fact]
    public void The_table_of_the_documentation_is_the_list()
    {
        var table = File.ReadAllLines(Path.Combine(Tree.Folder("docs"), "operations.md"))
            .SkipWhile(line => line != "## Configuration").TakeWhile((line, i) => i == 0 || !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal));

        Assert.Equal(Settings.All.Select(Row), table);
    }

    [Fact]
    public void Every_key_that_is_read_is_in_the_list()
    {
        // OpenTelemetry's variables, of which there are dozens, are put together from their parts; docs/telemetry.md has them.
        var read = Sources().Where(source => !source.Contains("record TelemetrySettings", StringComparison.Ordinal)).SelectMany(KeysIn).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();

        Assert.Contains("Auth:ClientSecret", read);
        Assert.Contains("Push:NotificationHubs:Hub", read);
        Assert.Empty(read.Except(Settings.All.Select(setting => setting.Name)));
    }

    [Fact]
    public void Every_key_of_the_list_is_read()
    {
        var sources = Sources().Where(source => !source.Contains("class Settings", StringComparison.Ordinal)).ToList();

        Assert.All(Settings.All, setting => Assert.Contains(
            sources, source => source.Contains($"\"{setting.Name}\"", StringComparison.Ordinal) || KeysIn(source).Contains(setting.Name)));
    }

    [Fact]
    public void No_key_stands_in_the_list_twice() =>
        Assert.Distinct(Settings.All.Select(setting => setting.Name), StringComparer.OrdinalIgnoreCase);

    [Theory]
    [InlineData("Database:ConectionString", "Database:ConnectionString")]
    [InlineData("Databse:Engine", "Database:Engine")]
    [InlineData("Push:Hub", "Push:NotificationHubs:Hub")]
    [InlineData("HOST:ROLE", "Host:Roles")]
    [InlineData("Auth:Authority:0", "Auth:Authority")]
    public void An_unknown_key_is_told_with_the_closest_known_one_and_without_its_value(string key, string closest)
    {
        var fault = Assert.Single(UnknownKeys.Find(Configure((key, "hunter2"))));

        Assert.Contains($"{key} is no key of the product; did you mean {closest}?", fault, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HOST", "a-machine")]
    [InlineData("Kestrel:Limits:MaxConcurrentConnections", "1")]
    [InlineData("Logging:LogLevel:Default", "Debug")]
    [InlineData("database:engine", "sqlite")]
    public void What_is_not_of_the_product_is_left_alone(string key, string value) => Assert.Empty(UnknownKeys.Find(Configure((key, value))));

    private static string Row(Setting setting) =>
        $"| `{setting.Name}` | {(setting.Default.Length > 0 ? setting.Default : "–")} | {setting.Meaning}{(setting.Secret ? " (secret)" : "")} |";

    private static IConfiguration Configure((string Key, string Value) setting) =>
        new ConfigurationBuilder().AddInMemoryCollection([new(setting.Key, setting.Value)]).Build();

    private static IEnumerable<string> Sources() => Projects
        .SelectMany(project => Directory.GetFiles(Tree.Folder(project), "*.cs", SearchOption.AllDirectories))
        .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
        .Select(File.ReadAllText);

    /// <summary>Of <c>configuration["…"]</c> and of what helpers are given beside the configuration; <c>{Section}</c> is a constant of the same file.</summary>
    private static IEnumerable<string> KeysIn(string source)
    {
        var section = Section().Match(source).Groups["name"].Value;
        IEnumerable<Match> named = source.Contains("onfiguration[Key]", StringComparison.Ordinal) ? Named().Matches(source) : [];
        return Indexed().Matches(source).Concat(Passed().Matches(source)).Concat(named)
            .Select(match => match.Groups["key"].Value.Replace("{Section}", section, StringComparison.Ordinal));
    }

    [GeneratedRegex("""[cC]onfiguration\[\$?"(?<key>[^"]+)"\]""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Indexed();

    [GeneratedRegex("""[cC]onfiguration, \$?"(?<key>[^"]+)"|GetSection\("(?<key>[^"]+)"\)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Passed();

    [GeneratedRegex("const string Key = \"(?<key>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Named();

    [GeneratedRegex("const string Section = \"(?<name>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Section();
}
