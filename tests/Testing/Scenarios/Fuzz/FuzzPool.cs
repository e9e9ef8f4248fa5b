using System.Collections.Concurrent;
using System.Text.Json;

namespace Mobile.Testing.Scenarios.Fuzz;

/// <summary>What requests need to be more than refused: ids, versions, tokens and cursors that the server has handed out, its own and another user's.</summary>
internal sealed class FuzzPool
{
    private const int MostKept = 200;

    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> values = new(StringComparer.Ordinal);

    public FuzzPool(IEnumerable<string> foreignIds)
    {
        Add("sku", "MUG-RED", "TRJ-MOS", "NO-SUCH");
        Add("installationId", "phone-of-the-fuzzer-1", "phone-of-the-fuzzer-2");
        Add("name", "trj-mos", "mug-red", "Ada");
        Add("fields", "id", "id,version", "id,total.amountMinor,status");
        Add("collections", "orders", "orders,profile", "orders,products,profile");
        Add("include", "orders", "orders,products,profile");
        Add("since", "2026-01-01T00:00:00Z");
        Add("platform", "apns", "fcmV1", "ios", "android");
        Add("appVersion", "3.2.1");
        Add("locale", "de-CH", "en");
        Add("timeZone", "Europe/Zurich", "Etc/UTC");
        Add("phone", "+41 44 123 45 67");
        Add("from", "22:00");
        Add("to", "07:00");
        Add("w", "160", "320");
        Add("dpr", "1", "2", "3");
        Add("limit", "1", "20", "100");
        Add("method", "GET", "POST", "PATCH", "DELETE");
        Add("url", "/orders", "/profile", "/sync?collections=orders", "/orders?limit=1", "/products/MUG-RED");
        Add("X-App-Version", "1.0.0", "3.2.1");
        Add("X-Device-Id", "phone-of-the-fuzzer-1");
        Add("If-Match", "\"1\"", "\"2\"", "*");
        Add("If-None-Match", "\"1\"", "*");
        foreach (var id in foreignIds)
        {
            Add("id", id);
        }
    }

    public string? Find(string name, Random random) => values.TryGetValue(name, out var known) && known.ToArray() is { Length: > 0 } all ? all[random.Next(all.Length)] : null;

    /// <summary>Remembers what an answer may be good for.</summary>
    public void Learn(JsonElement answer)
    {
        switch (answer.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in answer.EnumerateObject())
                {
                    Learn(member);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in answer.EnumerateArray())
                {
                    Learn(item);
                }

                break;
        }
    }

    private void Learn(JsonProperty member)
    {
        if (member.Value.ValueKind == JsonValueKind.String && member.Value.GetString() is { Length: > 0 } text)
        {
            switch (member.Name)
            {
                case "id" or "sku" or "installationId":
                    Add(member.Name, text);
                    break;
                case "syncToken":
                    Add("since", text);
                    break;
                case "next":
                    Add("after", text);
                    break;
            }
        }
        else
        {
            Learn(member.Value);
        }
    }

    private void Add(string name, params ReadOnlySpan<string> added)
    {
        var known = values.GetOrAdd(name, _ => new());
        foreach (var value in added)
        {
            if (known.Count < MostKept || known.TryDequeue(out _))
            {
                known.Enqueue(value);
            }
        }
    }
}
