namespace Mobile.Admin.Components.Controls;

/// <summary>A text as the id of an element.</summary>
internal static class Slug
{
    public static string Of(string text) => string.Concat(text.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-'));
}
