using System.Text.RegularExpressions;

namespace Mobile.Testing.Hub;

/// <summary>A tag expression as the hub evaluates it: <c>||</c>, <c>&amp;&amp;</c>, <c>!</c> and parentheses, in the usual order of precedence.</summary>
public sealed partial class HubTagExpression
{
    private const int MaxTagsOfOr = 20;
    private const int MaxTags = 6;

    private readonly List<string> tokens;
    private int at;

    private HubTagExpression(List<string> tokens) => this.tokens = tokens;

    /// <exception cref="FormatException">The hub would answer 400.</exception>
    public static HubTagExpression Parse(string text)
    {
        var found = Token().Matches(text).Select(match => match.Value).ToList();
        if (string.Concat(found) != text.Replace(" ", "", StringComparison.Ordinal))
        {
            throw new FormatException("A tag has letters, digits and _ @ # . : -.");
        }

        var tags = found.Count(IsTag);
        if (tags > (found.TrueForAll(token => IsTag(token) || token is "||" or "(" or ")") ? MaxTagsOfOr : MaxTags))
        {
            throw new FormatException("The expression holds too many tags.");
        }

        var expression = new HubTagExpression(found);
        _ = expression.Matches(_ => true);
        return expression;
    }

    public bool Matches(Func<string, bool> has)
    {
        at = 0;
        var matches = Or(has);
        return at == tokens.Count ? matches : throw new FormatException("The expression goes on after its end.");
    }

    private bool Or(Func<string, bool> has)
    {
        var any = And(has);
        while (Take("||"))
        {
            any |= And(has);
        }

        return any;
    }

    private bool And(Func<string, bool> has)
    {
        var all = Single(has);
        while (Take("&&"))
        {
            all &= Single(has);
        }

        return all;
    }

    private bool Single(Func<string, bool> has)
    {
        if (Take("!"))
        {
            return !Single(has);
        }

        if (Take("("))
        {
            var inner = Or(has);
            return Take(")") ? inner : throw new FormatException("A parenthesis is not closed.");
        }

        return at < tokens.Count && IsTag(tokens[at]) ? has(tokens[at++]) : throw new FormatException("A tag is missing.");
    }

    private bool Take(string token)
    {
        var found = at < tokens.Count && tokens[at] == token;
        at += found ? 1 : 0;
        return found;
    }

    private static bool IsTag(string token) => token is not ("||" or "&&" or "!" or "(" or ")");

    [GeneratedRegex(@"\|\||&&|!|\(|\)|\$(InstallationId|UserId):\{[^}]+\}|[A-Za-z0-9_@#.:-]{1,120}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Token();
}
