using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mobile.Testing.Scenarios.Fuzz;

/// <param name="IsAltered">Whether it may mean another endpoint than that of its operation, or none.</param>
internal sealed record FuzzRequest(FuzzOperation Operation, string Method, string Url, List<(string Name, string Value)> Headers, byte[]? Body, string? MediaType, bool IsAltered)
{
    public override string ToString() =>
        $"{Method} {Url}{string.Concat(Headers.Select(header => $"\n    {header.Name}: {header.Value}"))}\n    {MediaType}: {(Body is null ? "" : Encoding.UTF8.GetString(Body.AsSpan(0, Math.Min(Body.Length, 400))))}";
}

/// <summary>Makes requests of an operation: a third as the document asks, a third with one thing wrong, a third with several that are hostile.</summary>
internal sealed class FuzzRequests(FuzzPool pool)
{
    private static readonly string[] MediaTypes = ["text/plain", "application/xml", "application/json; charset=utf-16", "application/x-www-form-urlencoded", "multipart/form-data", "json", "application/merge-patch+json", ""];
    private static readonly string[] OtherHeaders =
        ["Accept", "Accept-Encoding", "Accept-Language", "If-Match", "If-None-Match", "If-Modified-Since", "Range", "X-App-Platform", "X-App-Version", "X-Device-Id", "X-Queued-At", "traceparent", "X-Forwarded-For", "X-HTTP-Method-Override", "Expect-CT", "Origin", "Cookie", "Idempotency-Key"];

    public FuzzRequest Make(FuzzOperation operation, Random random)
    {
        var faults = random.Next(3) switch { 0 => 0, 1 => 1, _ => random.Next(2, 6) };
        var (url, body) = (UrlOf(operation, random), operation.Body is { } schema ? Valid(operation, schema, "", random) : null);
        var request = new FuzzRequest(
            operation, operation.Method, url, HeadersOf(operation, random), body is null ? null : Encoding.UTF8.GetBytes(body.ToJsonString()), operation.MediaType, IsAltered: false);
        for (var i = 0; i < faults; i++)
        {
            request = Spoil(request, body, random);
        }

        return request;
    }

    private string UrlOf(FuzzOperation operation, Random random)
    {
        var path = operation.Parameters.Where(parameter => parameter.In == "path").Aggregate(
            operation.Path, (url, parameter) => url.Replace($"{{{parameter.Name}}}", Uri.EscapeDataString(pool.Find(parameter.Name, random) ?? "none"), StringComparison.Ordinal));
        var query = operation.Parameters.Where(parameter => parameter.In == "query" && (parameter.IsRequired || random.OneIn(2)))
            .Select(parameter => (parameter.Name, Value: pool.Find(parameter.Name, random))).Where(parameter => parameter.Value is not null)
            .Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(parameter.Value!)}").ToList();
        return query.Count > 0 ? $"{path}?{string.Join('&', query)}" : path;
    }

    private List<(string Name, string Value)> HeadersOf(FuzzOperation operation, Random random) =>
    [
        .. operation.Parameters.Where(parameter => parameter.In == "header" && (parameter.IsRequired || random.OneIn(2)))
            .Select(parameter => (parameter.Name, parameter.Name == "Idempotency-Key" ? $"fuzz-{random.NextInt64():x16}" : pool.Find(parameter.Name, random) ?? "1")),
    ];

    private JsonNode? Valid(FuzzOperation operation, JsonElement unread, string name, Random random)
    {
        var schema = operation.Follow(unread);
        if (schema.TryGetProperty("enum", out var choices))
        {
            return JsonNode.Parse(choices[random.Next(choices.GetArrayLength())].GetRawText());
        }

        var type = !schema.TryGetProperty("type", out var types) ? "any"
            : types.ValueKind == JsonValueKind.String ? types.GetString()!
            : types.EnumerateArray().Select(one => one.GetString()!).First(one => one != "null");
        switch (type)
        {
            case "object":
                var made = new JsonObject();
                var required = schema.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(one => one.GetString()!).ToHashSet(StringComparer.Ordinal) : [];
                foreach (var member in schema.TryGetProperty("properties", out var members) ? members.EnumerateObject().ToList() : [])
                {
                    if (required.Contains(member.Name) || random.OneIn(2))
                    {
                        made[member.Name] = Valid(operation, member.Value, member.Name, random);
                    }
                }

                return made;
            case "array":
                return new JsonArray([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Valid(operation, schema.GetProperty("items"), name, random))]);
            case "integer":
                return random.Next(1, 100);
            case "number":
                return random.Next(1, 100);
            case "boolean":
                return random.OneIn(2);
            default:
                return name is "id" ? Fresh(random) : pool.Find(name, random) ?? $"text {random.Next(1000)}";
        }
    }

    private static string Fresh(Random random) => $"{random.NextInt64(1L << 47):x12}7{random.Next(4096):x3}8{random.Next(4096):x3}{random.NextInt64(1L << 47):x12}";

    private static FuzzRequest Spoil(FuzzRequest request, JsonNode? body, Random random)
    {
        switch (random.Next(9))
        {
            case 0 when request.Operation.Parameters.Where(parameter => parameter.In == "path").ToList() is { Count: > 0 } places:
                var place = request.Operation.Path.Replace($"{{{places[0].Name}}}", Escape(Hostile.Text(random), random), StringComparison.Ordinal);
                return request with { Url = place, IsAltered = true };
            case 1:
                var known = request.Operation.Parameters.Where(parameter => parameter.In == "query").Select(parameter => parameter.Name).DefaultIfEmpty("x").ToArray();
                return request with { Url = $"{request.Url}{(request.Url.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{known[random.Next(known.Length)]}={Escape(Hostile.Text(random), random)}" };
            case 2 when request.Headers.Count > 0:
                return request with { Headers = [.. request.Headers.Where((_, i) => i != random.Next(request.Headers.Count))] };
            case 3:
                return request with { Headers = [.. request.Headers, (OtherHeaders[random.Next(OtherHeaders.Length)], OneLine(Hostile.Text(random)))] };
            case 4 when body is JsonObject:
                var changed = body.DeepClone();
                Replace(changed, random);
                return request with { Body = Encoding.UTF8.GetBytes(changed.ToJsonString()) };
            case 5 when request.Body is { } bytes:
                return request with { Body = Hostile.Damage(bytes, random) };
            case 6 when request.Body is not null:
                return request with { MediaType = MediaTypes[random.Next(MediaTypes.Length)] };
            case 7 when request.Body is not null && random.OneIn(8):
                return request with { Body = Encoding.UTF8.GetBytes($"{{\"note\":\"{new string('x', random.Next(200_000, 400_000))}\"}}") };
            case 8 when random.OneIn(4):
                return request with { Method = ((string[])["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"])[random.Next(7)], IsAltered = true };
            default:
                return request with { Headers = [.. request.Headers, ("X-Queued-At", OneLine(Hostile.Text(random)))] };
        }
    }

    /// <summary>Puts something hostile in the place of a member, somewhere.</summary>
    private static void Replace(JsonNode node, Random random)
    {
        while (true)
        {
            switch (node)
            {
                case JsonObject { Count: > 0 } members:
                    var name = members.ElementAt(random.Next(members.Count)).Key;
                    if (members[name] is JsonObject { Count: > 0 } or JsonArray { Count: > 0 } && random.OneIn(2))
                    {
                        node = members[name]!;
                        continue;
                    }

                    members[random.OneIn(6) ? name.ToUpperInvariant() : name] = Hostile.Value(random);
                    return;
                case JsonArray { Count: > 0 } items:
                    var place = random.Next(items.Count);
                    if (items[place] is JsonObject { Count: > 0 } && random.OneIn(2))
                    {
                        node = items[place]!;
                        continue;
                    }

                    items[place] = Hostile.Value(random);
                    return;
                case JsonObject empty:
                    empty["extra"] = Hostile.Value(random);
                    return;
                default:
                    return;
            }
        }
    }

    private static string Escape(string text, Random random) => random.OneIn(8) ? OneLine(text).Replace(" ", "+", StringComparison.Ordinal).Replace("#", "", StringComparison.Ordinal) : Uri.EscapeDataString(text.Any(char.IsSurrogate) ? "%F0%9F" : text);

    /// <summary>A client cannot send the end of a header within one.</summary>
    private static string OneLine(string text) => string.Concat(text.Where(character => character is not ('\r' or '\n' or '\0') && !char.IsSurrogate(character)));
}
