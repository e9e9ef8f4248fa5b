namespace Mobile.Features.Push.NotificationHubs;

/// <summary>Which devices a send to tags reaches, within what the service accepts: 20 tags where only ORs join them, 6 otherwise.</summary>
internal sealed class TagExpression
{
    private const int MaxTagsOfOr = 20;
    private const int MaxTags = 6;

    private readonly int tags;
    private readonly bool isOr;
    private readonly bool isTerm;

    /// <param name="isOr">Whether only ORs join its tags.</param>
    /// <param name="isTerm">Whether it needs no parentheses beside others.</param>
    private TagExpression(string text, int tags, bool isOr, bool isTerm) => (Text, this.tags, this.isOr, this.isTerm) = (text, tags, isOr, isTerm);

    public string Text { get; }

    public static TagExpression Of(string tag) => new(HubTags.Checked(tag), 1, isOr: true, isTerm: true);

    /// <exception cref="ArgumentException">There are none, or more than the service accepts.</exception>
    public static TagExpression AnyOf(params IReadOnlyList<TagExpression> parts) => Join(parts, " || ", isOr: parts.All(part => part.isOr));

    /// <exception cref="ArgumentException">There are none, or more than the service accepts.</exception>
    public static TagExpression AllOf(params IReadOnlyList<TagExpression> parts) => Join(parts, " && ", isOr: false);

    public static TagExpression Not(TagExpression part) => Limited($"!({part.Text})", part.tags, isOr: false, isTerm: true);

    public override string ToString() => Text;

    private static TagExpression Join(IReadOnlyList<TagExpression> parts, string with, bool isOr) => parts switch
    {
        [] => throw new ArgumentException("An expression names a tag at least.", nameof(parts)),
        [var only] => only,
        _ => Limited(string.Join(with, parts.Select(part => part.isTerm ? part.Text : $"({part.Text})")), parts.Sum(part => part.tags), isOr, isTerm: false),
    };

    private static TagExpression Limited(string text, int tags, bool isOr, bool isTerm) => tags <= (isOr ? MaxTagsOfOr : MaxTags)
        ? new(text, tags, isOr, isTerm)
        : throw new ArgumentException($"An expression holds {MaxTagsOfOr} tags where only ORs join them, and {MaxTags} otherwise.", nameof(tags));
}
