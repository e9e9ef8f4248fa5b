using System.Text.RegularExpressions;

namespace Mobile.Generators;

/// <summary>docs/generated-clients.md, whose commands and snippets the tests run.</summary>
internal static partial class Page
{
    public const string Address = "https://api.example.com";

    private static readonly string Text = File.ReadAllText(Path.Combine(Tree.Folder("docs"), "generated-clients.md"));

    /// <summary>The fenced blocks below a heading, in their order.</summary>
    public static IReadOnlyList<(string Language, string Code)> Blocks(string heading)
    {
        var section = Text.Split($"\n## {heading}\n", 2)[1].Split("\n## ", 2)[0];
        return [.. Fence().Matches(section).Select(fence => (fence.Groups["language"].Value, fence.Groups["code"].Value))];
    }

    /// <summary>The commands of a section, one on each line; those that go on at the next are joined.</summary>
    public static IReadOnlyList<string> Commands(string heading) =>
    [
        .. Blocks(heading).Where(block => block.Language == "sh")
            .SelectMany(block => block.Code.Replace("\\\n", "", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .Select(command => Blanks().Replace(command, " ").Trim()),
    ];

    /// <summary>The parts of a program that the page shows: what stands between <c>// &lt;name&gt;</c> and <c>// &lt;/name&gt;</c>, without its indentation.</summary>
    public static IReadOnlyList<string> Snippets(string program) => [.. Region().Matches(program).Select(region => Outdent(region.Groups["code"].Value))];

    private static string Outdent(string code)
    {
        var lines = code.Split('\n');
        var indentation = lines.Where(line => line.Length > 0).Min(line => line.Length - line.TrimStart(' ').Length);
        return string.Join('\n', lines.Select(line => line.Length > 0 ? line[indentation..] : line));
    }

    [GeneratedRegex(@"^```(?<language>\w+)\n(?<code>.*?)^```$", RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.Singleline, 1000)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^ *// <(?<name>[a-z-]+)>\n(?<code>.*?)^ *// </\k<name>>$", RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.Singleline, 1000)]
    private static partial Regex Region();

    [GeneratedRegex(" +", RegexOptions.None, 1000)]
    private static partial Regex Blanks();
}
