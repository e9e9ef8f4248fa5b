namespace Mobile.Contracts;

/// <summary>Ranges, lengths, counts and patterns. A request may only be allowed more, a response may only become less.</summary>
internal sealed class LimitComparison(Direction direction, ChangeList changes)
{
    private static readonly Limit[] Limits =
    [
        new("minimum", "smallest allowed value", IsLargest: false),
        new("maximum", "largest allowed value", IsLargest: true),
        new("exclusiveMinimum", "value that it must be above", IsLargest: false),
        new("exclusiveMaximum", "value that it must be below", IsLargest: true),
        new("minLength", "smallest allowed length", IsLargest: false),
        new("maxLength", "largest allowed length", IsLargest: true),
        new("minItems", "smallest allowed number of items", IsLargest: false),
        new("maxItems", "largest allowed number of items", IsLargest: true),
        new("minProperties", "smallest allowed number of members", IsLargest: false),
        new("maxProperties", "largest allowed number of members", IsLargest: true),
    ];

    public static IEnumerable<string> Judged => Limits.Select(limit => limit.Keyword);

    private bool IsRequest => direction is Direction.Request;

    public void Compare(Place place, Schema was, Schema now)
    {
        foreach (var limit in Limits)
        {
            Compare(place, limit, was, now);
        }

        var known = IsRequest ? now.Pattern : was.Pattern;
        if (known is not null && was.Pattern != now.Pattern)
        {
            changes.Breaking(
                place,
                IsRequest
                    ? $"must now match {known}{(was.Pattern is { } before ? $" instead of {before}" : "")}. Apps in the field may send what does not. Keep accepting it"
                    : $"may no longer match {known}. Apps in the field rely on that form. Keep to it",
                was.Origin);
        }
        else if (was.Pattern != now.Pattern)
        {
            changes.Addition(place, IsRequest ? "need no longer match a pattern." : "now matches a pattern.", was.Origin);
        }
    }

    private void Compare(Place place, Limit limit, Schema was, Schema now)
    {
        var (before, after) = (limit.Of(was), limit.Of(now));
        if (before == after)
        {
            return;
        }

        var change = (before, after) switch
        {
            (null, _) => $"a {limit.Name} is new: {after}",
            (_, null) => $"the {limit.Name} of {before} is gone",
            _ => $"the {limit.Name} went from {before} to {after}",
        };
        var (sent, known) = IsRequest ? (before, after) : (after, before);
        if (!limit.Exceeds(sent, known))
        {
            changes.Addition(place, change + ".", was.Origin);
            return;
        }

        var reach = before is null ? "beyond it" : $"{(limit.IsLargest ? "up to" : "from")} {before}{(limit.IsLargest ? "" : " on")}";
        changes.Breaking(
            place,
            IsRequest
                ? $"{change}. Apps in the field still send {(before is null ? "what is " : "")}{reach}. Keep accepting it"
                : $"{change}. Apps in the field expect {(limit.IsLargest ? "no more" : "no less")} than {before}. Keep to that",
            was.Origin);
    }

    private sealed record Limit(string Keyword, string Name, bool IsLargest)
    {
        /// <summary>No length and no count is below zero, so that a lower limit of zero is none.</summary>
        public decimal? Of(Schema schema) =>
            schema.Number(Keyword) is { } value && (value != 0 || Keyword is not ("minLength" or "minItems" or "minProperties")) ? value : null;

        public bool Exceeds(decimal? sent, decimal? known) => known is not null && (sent is null || (IsLargest ? sent > known : sent < known));
    }
}
