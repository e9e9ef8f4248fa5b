using System.Text.RegularExpressions;

namespace Mobile.Api.Hosting.Commands;

/// <summary>What stands behind the program's name: the words of a command, and settings as <c>--key value</c>, <c>--key=value</c> or <c>key=value</c>.</summary>
internal sealed partial record CommandLine(IReadOnlyList<string> Words, IReadOnlyList<string> Settings)
{
    /// <exception cref="UsageException">A setting has no value.</exception>
    public static CommandLine Parse(IReadOnlyList<string> args)
    {
        List<string> words = [], settings = [];
        for (var i = 0; i < args.Count; i++)
        {
            if (args[i] is "--help" or "-h")
            {
                return new([HelpCommand.Name], []);
            }

            if (Pair().IsMatch(args[i]))
            {
                settings.Add(args[i]);
            }
            else if (!args[i].StartsWith('-'))
            {
                words.Add(args[i]);
            }
            else if (args[i].StartsWith("--", StringComparison.Ordinal) && i + 1 < args.Count)
            {
                settings.AddRange([args[i], args[++i]]);
            }
            else
            {
                throw new UsageException($"'{args[i]}' has no value: write {args[i]} VALUE or {args[i]}=VALUE.");
            }
        }

        return new(words, settings);
    }

    /// <summary>A path may hold an equals sign, too; the name of a setting holds no slash.</summary>
    [GeneratedRegex("^(--)?[A-Za-z][A-Za-z0-9_.:]*=", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pair();
}
