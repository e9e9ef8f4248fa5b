namespace Mobile.Features.Data;

/// <summary>
/// The texts that begin with another one, as a range that an index of a binary collation answers: <c>column &gt;= @From AND column &lt; @To</c>.
/// Unlike LIKE, it is the same on both engines, and no character of it has a meaning.
/// </summary>
public sealed class Prefix(string from, ISqlDialect dialect)
{
    public string From => from;

    /// <summary>After each text that begins so: its last character is the last of all.</summary>
    public string To { get; } = from + dialect.LastCharacter;
}
