using System.Text.RegularExpressions;

namespace Mobile.Features.Tests.Deploy;

/// <summary>What deployment files tell the product is what it listens to.</summary>
public sealed partial class SettingsTests
{
    [Fact]
    public void Every_setting_that_a_deployment_gives_is_one_that_the_product_reads()
    {
        var given = Sources().SelectMany(file => Setting().Matches(File.ReadAllText(file)).Select(match => match.Value.Replace("__", ":", StringComparison.Ordinal)))
            .Distinct().Order(StringComparer.Ordinal).ToList();
        var read = new[] { "Api", "Admin", "Features" }
            .SelectMany(folder => Directory.GetFiles(Tree.Folder(folder), "*.cs", SearchOption.AllDirectories))
            .Select(File.ReadAllText).ToList();

        Assert.Contains("Database:ConnectionString", given);
        Assert.All(given, key => Assert.True(read.Exists(source => Reads(source, key)), $"Nothing reads {key}."));
    }

    [Fact]
    public void No_deployment_has_a_secret()
    {
        Assert.All(Sources(), file => Assert.DoesNotMatch(SecretGiven(), File.ReadAllText(file)));
    }

    private static IEnumerable<string> Sources() => DeployFiles.All.Append(Tree.Folder("Api/Api.csproj"));

    /// <summary>In one piece, or the name of a section and of a member of it.</summary>
    private static bool Reads(string source, string key) =>
        source.Contains($"\"{key}\"", StringComparison.Ordinal)
        || (key.LastIndexOf(':') is var end && source.Contains($"\"{key[..end]}\"", StringComparison.Ordinal) && source.Contains($"\"{key[(end + 1)..]}\"", StringComparison.Ordinal));

    [GeneratedRegex("(?<![A-Za-z_])[A-Z][A-Za-z]+(__[A-Z][A-Za-z]+)+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Setting();

    [GeneratedRegex(@"(password|SharedAccessKey|AccountKey|InstrumentationKey)\s*=\s*[^\s<…;]|-----BEGIN [A-Z ]*PRIVATE KEY", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex SecretGiven();
}
