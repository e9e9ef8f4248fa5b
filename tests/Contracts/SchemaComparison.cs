using System.Text.Json.Nodes;

namespace Mobile.Contracts;

/// <summary>Who writes what the schema describes: the app a request, the product a response.</summary>
internal enum Direction
{
    Request,
    Response,
}

/// <summary>
/// What changes in a body, a parameter or a header. One rule for both directions: whatever the sender may send, the receiver must know. In the
/// field, the app of a request still sends what was published, and the app of a response still knows no more than that.
/// </summary>
internal sealed class SchemaComparison(ContractDocument published, ContractDocument candidate, Direction direction, ChangeList changes)
{
    /// <summary>Keywords that this class and its parts judge, and those that are not wire.</summary>
    private static readonly IReadOnlySet<string> Judged = new HashSet<string>(StringComparer.Ordinal)
    {
        "$ref", "allOf", "oneOf", "anyOf", "type", "format", "enum", "pattern", "default", "properties", "required", "additionalProperties", "items",
        "if", "then", "else",
        "title", "description", "example", "examples", "deprecated",
    };

    private readonly HashSet<(string, string)> open = [];
    private readonly FieldComparison fields = new(published, candidate, direction, changes);
    private readonly LimitComparison limits = new(direction, changes);

    private bool IsRequest => direction is Direction.Request;

    public void Compare(Place place, JsonNode? was, JsonNode? now) => Compare(place, Schema.Read(was, published), Schema.Read(now, candidate));

    private void Compare(Place place, Schema was, Schema now)
    {
        var hasAlternatives = was.Alternatives.Count > 0 || now.Alternatives.Count > 0;
        if (hasAlternatives && (IsRequest ? now : was).IsAnything)
        {
            // Whoever knows nothing of the shape is ready for any.
            changes.Addition(place, $"the type went from {was.TypeName} to {now.TypeName}.", was.Origin);
            return;
        }

        if (!hasAlternatives && !CompareTypes(place, was, now))
        {
            return;
        }

        CompareNull(place, was, now);
        CompareDefault(place, was, now);
        if (!open.Add((was.Origin, now.Origin)))
        {
            // A schema that contains itself: it is being compared further up.
            return;
        }

        if (hasAlternatives)
        {
            CompareAlternatives(place, was, now);
        }
        else
        {
            CompareInside(place, was, now);
        }

        open.Remove((was.Origin, now.Origin));
    }

    private void CompareInside(Place place, Schema was, Schema now)
    {
        CompareValues(place, was, now);
        limits.Compare(place, was, now);
        fields.Compare(place, was, now, Compare);
        if (was.Find("items") is not null || now.Find("items") is not null)
        {
            Compare(place.Items, was.Find("items"), now.Find("items"));
        }

        if (was.Others is { } others && now.Others is { } same)
        {
            Compare(place.Values, others, same);
        }
        else if (IsRequest && was.Others is not null)
        {
            Break(place, was, "members that are not in the document are now refused. Apps in the field may send some. Keep ignoring them");
        }

        foreach (var keyword in was.Keywords.Union(now.Keywords).Except(Judged).Except(LimitComparison.Judged))
        {
            if (!keyword.StartsWith("x-", StringComparison.Ordinal) && !JsonNode.DeepEquals(was.Find(keyword), now.Find(keyword)))
            {
                Break(place, was, $"{keyword} changed, and the gate cannot tell what that does to apps in the field. Teach it the keyword, keep what was");
            }
        }
    }

    private bool CompareTypes(Place place, Schema was, Schema now)
    {
        var (sent, known) = IsRequest ? (was, now) : (now, was);
        var fits = known.IsAnything
            || (!sent.IsAnything && sent.Format == known.Format
                && sent.Types.All(type => known.Types.Contains(type) || (type == "integer" && known.Types.Contains("number"))));
        if (!fits)
        {
            Break(
                place,
                was,
                $"the type went from {was.TypeName} to {now.TypeName}. Apps in the field still {(IsRequest ? "send" : "expect")} {was.TypeName}. Keep the type, and put the new one beside it under another name");
        }
        else if (was.TypeName != now.TypeName)
        {
            changes.Addition(place, $"the type went from {was.TypeName} to {now.TypeName}.", was.Origin);
        }

        return fits && !was.IsAnything && !now.IsAnything;
    }

    private void CompareNull(Place place, Schema was, Schema now)
    {
        switch (was.IsNullable, now.IsNullable)
        {
            case (true, false) when IsRequest:
                Break(place, was, "null is no longer accepted. Apps in the field may send it. Keep accepting it");
                break;
            case (false, true) when !IsRequest:
                Break(place, was, "may now be null. Apps in the field rely on a value. Always send one");
                break;
            case (false, true):
                changes.Addition(place, "may now be null.", was.Origin);
                break;
        }
    }

    private void CompareDefault(Place place, Schema was, Schema now)
    {
        if (IsRequest && was.Find("default") is { } value && !JsonNode.DeepEquals(value, now.Find("default")))
        {
            var changed = now.Find("default") is { } other ? $"went from {value.ToJsonString()} to {other.ToJsonString()}" : $"is no longer {value.ToJsonString()}";
            Break(place, was, $"the default {changed}. Apps in the field leave it out and rely on it. Keep the default");
        }
    }

    private void CompareValues(Place place, Schema was, Schema now)
    {
        var (sent, known) = IsRequest ? (was.Values, now.Values) : (now.Values, was.Values);
        if (known is not null && sent is null)
        {
            Break(place, was, IsRequest
                ? $"takes {string.Join(", ", known)} only. Apps in the field may send other values. Keep accepting them"
                : $"may now be something else than {string.Join(", ", known)}. Apps in the field know no other value. Answer these only");
        }

        foreach (var value in (sent ?? []).Except(known ?? sent ?? []))
        {
            Break(place, was, IsRequest
                ? $"{value} is no longer accepted. Apps in the field still send it. Keep accepting it"
                : $"{value} is a new value. Apps in the field do not know it. Answer one that they know");
        }

        foreach (var value in IsRequest && sent is not null && known is not null ? known.Except(sent) : [])
        {
            changes.Addition(place, $"{value} is accepted too.", was.Origin);
        }
    }

    /// <summary>Pairs each published alternative with the candidate that changes it least.</summary>
    private void CompareAlternatives(Place place, Schema was, Schema now)
    {
        if (was.Condition is { } condition && now.Condition is { } other && !JsonNode.DeepEquals(condition, other))
        {
            Break(place, was, "the condition that tells two forms apart changed. Apps in the field tell them apart by the published one. Keep it");
        }

        var left = (now.Alternatives.Count > 0 ? now.Alternatives : [now]).ToList();
        var unpaired = new List<Schema>(was.Alternatives.Count > 0 ? was.Alternatives : [was]);
        while (left.Count > 0 && unpaired.Count > 0)
        {
            var (before, after) = unpaired.SelectMany(_ => left, (one, other) => (one, other)).MinBy(pair => Breaks(place, pair.one, pair.other));
            unpaired.Remove(before);
            left.Remove(after);
            Compare(place, before, after);
        }

        foreach (var gone in unpaired)
        {
            Break(place, gone, $"the alternative {gone.Shape} was removed. Apps in the field still {(IsRequest ? "send" : "expect")} it. Keep it");
        }

        foreach (var added in left)
        {
            if (IsRequest)
            {
                changes.Addition(place, $"the alternative {added.Shape} is accepted too.", was.Origin);
            }
            else
            {
                Break(place, was, $"the alternative {added.Shape} is new. Apps in the field cannot read it. Answer it at another endpoint");
            }
        }
    }

    private int Breaks(Place place, Schema was, Schema now)
    {
        var trial = new ChangeList();
        new SchemaComparison(published, candidate, direction, trial).Compare(place, was, now);
        return trial.BreakingCount;
    }

    private void Break(Place place, Schema was, string what) => changes.Breaking(place, what, was.Origin);
}
