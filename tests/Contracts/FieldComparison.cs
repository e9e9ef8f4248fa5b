using System.Text.Json.Nodes;

namespace Mobile.Contracts;

/// <summary>What changes among the fields of an object: gone, renamed, new, required.</summary>
internal sealed class FieldComparison(ContractDocument published, ContractDocument candidate, Direction direction, ChangeList changes)
{
    private bool IsRequest => direction is Direction.Request;

    public void Compare(Place place, Schema was, Schema now, Action<Place, JsonNode?, JsonNode?> compare)
    {
        var added = now.Fields.Keys.Except(was.Fields.Keys).ToList();
        foreach (var (name, field) in was.Fields)
        {
            if (now.Fields.TryGetValue(name, out var same))
            {
                CompareRequired(place.Field(name), name, was, now);
                compare(place.Field(name), field, same);
                continue;
            }

            var shape = Schema.Read(field, published).Shape;
            var renamed = added.Find(other => Schema.Read(now.Fields[other], candidate).Shape == shape);
            added.RemoveAll(other => other == renamed);
            changes.Breaking(place.Field(name), renamed is null ? Removed() : Renamed(name, renamed), OriginOf(was, name));
        }

        foreach (var name in added)
        {
            if (IsRequest && now.Required.Contains(name))
            {
                changes.Breaking(
                    place.Field(name),
                    "the field is new and required. Apps in the field do not send it and would be refused. Make it optional",
                    OriginOf(was, name));
            }
            else
            {
                changes.Addition(place.Field(name), IsRequest ? "a new optional field." : "a new field.", OriginOf(was, name));
            }
        }
    }

    private void CompareRequired(Place place, string name, Schema was, Schema now)
    {
        switch (was.Required.Contains(name), now.Required.Contains(name))
        {
            case (false, true) when IsRequest:
                changes.Breaking(
                    place, "the field became required. Apps in the field may leave it out and would be refused. Keep it optional", OriginOf(was, name));
                break;
            case (true, false) when !IsRequest:
                changes.Breaking(place, "the field may now be missing. Apps in the field rely on it. Always send it", OriginOf(was, name));
                break;
            case (true, false):
                changes.Addition(place, "the field may now be left out.", OriginOf(was, name));
                break;
        }
    }

    private string Removed() => IsRequest
        ? "the field is no longer read. Apps in the field still send it, and what they send would be lost. Keep reading it"
        : "the field was removed. Apps in the field still read it. Keep sending it";

    private string Renamed(string name, string other) => IsRequest
        ? $"the field looks renamed to {other}. Apps in the field still send {name}. Keep reading {name} beside {other}"
        : $"the field looks renamed to {other}. Apps in the field still read {name}. Keep sending {name} beside {other}";

    private static string OriginOf(Schema owner, string name) => $"{owner.Origin} {name}";
}
