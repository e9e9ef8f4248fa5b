using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Mobile.Testing.Scenarios.Sync;

/// <summary>An app that places, amends, cancels and removes orders of its own at full speed, now at this node and now at that.</summary>
/// <param name="amendsProfile">One app of each user amends the profile too, so that no two are in conflict.</param>
internal sealed class Writer(IReadOnlyList<App> nodes, string name, bool amendsProfile, Random random, Pulse pulse)
{
    /// <summary>The server waits before it says that it is busy, so that nobody has to here.</summary>
    private const int MostTries = 20;

    public static readonly string[] Skus = ["MUG-RED", "TRJ-MOS"];

    private readonly List<(string Id, long Version)> orders = [];
    private long? profileVersion;
    private int written;

    public int Refusals { get; private set; }

    public async Task WriteAsync(int count)
    {
        while (written < count)
        {
            await WriteOneAsync();
            written++;
            pulse.Beat();
        }
    }

    private Task WriteOneAsync()
    {
        var index = orders.Count == 0 ? 0 : random.Next(orders.Count);
        return random.Next(10) switch
        {
            0 when amendsProfile => AmendProfileAsync(),
            < 5 => PlaceAsync(),
            _ when orders.Count == 0 => PlaceAsync(),
            < 7 => ChangeAsync(index, HttpMethod.Patch, "", new { note = $"{name} {written}" }),
            7 => ChangeAsync(index, HttpMethod.Patch, "", new { lines = Lines() }, HttpStatusCode.Conflict),
            8 => ChangeAsync(index, HttpMethod.Post, "/cancel", null),
            _ => RemoveAsync(index),
        };
    }

    private async Task PlaceAsync()
    {
        using var answer = await SendAsync(HttpMethod.Post, "/api/v2/orders", new { lines = Lines(), note = name });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        orders.Add(Read(await answer.ReadAsync()));
    }

    private async Task AmendProfileAsync()
    {
        profileVersion ??= (await nodes[0].ReadAsync("/api/v2/profile")).GetProperty("version").GetInt64();
        using var answer = await SendAsync(HttpMethod.Patch, "/api/v2/profile", new { address = $"{name} {written}" }, profileVersion);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        profileVersion = (await answer.ReadAsync()).GetProperty("version").GetInt64();
    }

    /// <param name="allowed">A refusal that the state of the order may ask for.</param>
    private async Task ChangeAsync(int index, HttpMethod method, string suffix, object? body, HttpStatusCode? allowed = null)
    {
        using var answer = await SendAsync(method, $"/api/v2/orders/{orders[index].Id}{suffix}", body, orders[index].Version);
        if (answer.StatusCode != allowed)
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            orders[index] = Read(await answer.ReadAsync());
        }
    }

    private async Task RemoveAsync(int index)
    {
        using var answer = await SendAsync(HttpMethod.Delete, $"/api/v2/orders/{orders[index].Id}", null, orders[index].Version);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        orders.RemoveAt(index);
    }

    /// <summary>Repeats a write under its key, at any node, while the server says that it is busy.</summary>
    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body, long? version = null)
    {
        var key = ("Idempotency-Key", App.NewKey());
        (string, string)[] headers = version is { } known ? [key, ("If-Match", $"\"{known}\"")] : [key];
        for (var tries = 0; tries < MostTries; tries++)
        {
            var answer = await nodes[random.Next(nodes.Count)].SendAsync(method, path, body is null ? null : JsonContent.Create(body), headers);
            if (answer.StatusCode != HttpStatusCode.ServiceUnavailable)
            {
                return answer;
            }

            Refusals++;
            answer.Dispose();
        }

        throw new InvalidOperationException($"{method} {path} was refused {MostTries} times.");
    }

    private object[] Lines() => [new { sku = random.GetItems(Skus, 1)[0], quantity = random.Next(1, 10) }];

    private static (string Id, long Version) Read(JsonElement order) => (order.GetProperty("id").GetString()!, order.GetProperty("version").GetInt64());
}
