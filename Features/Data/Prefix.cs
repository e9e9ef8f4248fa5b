namespace Mobile.Features.Data;

/// <summary>
/// The texts that begin with another one, as a range that an index of a binary collation answers: <c>column &gt;= @From AND column &lt; @To</c>.
/// Unlike LIKE, it is the same on both engines, and no character of it has a meaning.
/// </summary>
public sealed record Prefix(string From)
{
    /// <summary>After each text that begins so: no character is later.</summary>
    public string To { get; } = From + "\U0010FFFF";
}
