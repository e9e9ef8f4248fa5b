using System.Text.Json.Nodes;

namespace Mobile.Contracts;

/// <summary>What changes in the answers of one endpoint: statuses, problem codes, headers and bodies.</summary>
internal sealed class ResponseComparison(Operation was, Operation now, ChangeList changes)
{
    private readonly SchemaComparison schemas = new(was.Document, now.Document, Direction.Response, changes);

    public void Compare()
    {
        foreach (var (status, before) in was.Responses)
        {
            var place = new Place(was.Name, $"response {status}");
            if (now.Responses.TryGetValue(status, out var after))
            {
                CompareCodes(place, before, after);
                CompareHeaders(place, before, after);
                CompareBodies(place, before, after);
            }
            else
            {
                var codes = CodesOf(before);
                changes.Breaking(
                    place,
                    $"the status is no longer answered{(codes.Count == 0 ? "" : $" (it told {string.Join(", ", codes)})")}. Apps in the field wait for it. Keep answering it");
            }
        }

        foreach (var status in now.Responses.Keys.Except(was.Responses.Keys))
        {
            changes.Addition(new(was.Name, $"response {status}"), "a new status.");
        }
    }

    private void CompareCodes(Place place, JsonObject before, JsonObject after)
    {
        var (published, candidate) = (CodesOf(before), CodesOf(after));
        foreach (var code in published.Except(candidate))
        {
            var moved = now.Responses.FirstOrDefault(response => CodesOf(response.Value).Contains(code)).Key;
            changes.Breaking(
                place,
                moved is null
                    ? $"the problem code {code} is gone. Apps in the field switch on it, and would take what comes instead for an unknown error. Keep answering it"
                    : $"the problem code {code} moved to status {moved}. Apps in the field look for it here. Keep its status");
        }

        foreach (var code in candidate.Except(published))
        {
            changes.Addition(place, $"a new problem code, {code}.");
        }
    }

    private void CompareHeaders(Place place, JsonObject before, JsonObject after)
    {
        var (published, candidate) = (HeadersOf(before, was), HeadersOf(after, now));
        foreach (var (name, header) in published)
        {
            var at = place with { Part = $"{place.Part} header {name}" };
            if (!candidate.TryGetValue(name, out var same))
            {
                changes.Breaking(at, "is no longer sent. Apps in the field read it. Keep sending it");
                continue;
            }

            if (IsRequired(header) && !IsRequired(same))
            {
                changes.Breaking(at, "may now be missing. Apps in the field rely on it. Always send it");
            }

            schemas.Compare(at, header["schema"], same["schema"]);
        }

        foreach (var name in candidate.Keys.Except(published.Keys, StringComparer.OrdinalIgnoreCase))
        {
            changes.Addition(place with { Part = $"{place.Part} header {name}" }, "is new.");
        }
    }

    private void CompareBodies(Place place, JsonObject before, JsonObject after)
    {
        var media = new MediaTypes(before, after);
        foreach (var removed in media.Removed)
        {
            changes.Breaking(place, $"the media type {removed} is no longer answered. Apps in the field read nothing else. Keep answering it");
        }

        foreach (var added in media.Added)
        {
            changes.Addition(place, $"may now be {added}, to apps that ask for it.");
        }

        foreach (var (published, candidate) in media.Kept)
        {
            schemas.Compare(place, published, candidate);
        }
    }

    private static List<string> CodesOf(JsonObject response) =>
        [.. (response["x-problem-codes"] as JsonArray ?? []).Select(code => code!.GetValue<string>())];

    private static Dictionary<string, JsonObject> HeadersOf(JsonObject response, Operation operation) =>
        (response["headers"] as JsonObject ?? []).ToDictionary(header => header.Key, header => operation.Document.Follow(header.Value)!, StringComparer.OrdinalIgnoreCase);

    private static bool IsRequired(JsonObject header) => header["required"]?.GetValue<bool>() is true;
}
