using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Mobile.Features.Pipeline;

namespace Mobile.Testing.Scenarios.Fuzz;

/// <summary>
/// Sends each endpoint of every version what its document asks for, what is a little wrong and what is hostile. Nothing may answer 500, or with what the
/// document does not name, or show or change what belongs to another user.
/// </summary>
public sealed class FuzzScenario(TestStore store, int seed, int requests, IProgress<ScenarioStep> progress)
{
    private const int Parallelism = 8;
    private const string Secret = "only-for-bobs-eyes";

    private readonly ConcurrentDictionary<string, string> violations = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, int> statuses = new();
    private readonly SemaphoreSlim signingIn = new(1);
    private App fuzzer = null!;
    private int done;

    public async Task<ScenarioReport> RunAsync()
    {
        await using var node = await ApiProcess.StartAsync(store);
        using var bob = await App.SignInAsync(node.Address, "bob", "phone-of-bob");
        var (before, ids) = await FurnishAsync(bob);
        fuzzer = await App.SignInAsync(node.Address, "alice", "phone-of-the-fuzzer-1");
        var operations = (await Task.WhenAll(ApiVersions.Names.Select(version => fuzzer.ReadAsync($"/openapi/{version}.json")))).SelectMany(FuzzOperation.Read).ToList();
        var pool = new FuzzPool(ids);
        var (making, judge) = (new FuzzRequests(pool), new FuzzJudge(operations, [.. ids, Secret, bob.AccessToken, bob.RefreshToken]));
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.All, RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 }) { BaseAddress = node.Address };

        await Parallel.ForAsync(0, requests, new ParallelOptions { MaxDegreeOfParallelism = Parallelism }, async (i, _) =>
        {
            var random = Dice.For(seed, i);
            var request = making.Make(operations[i % operations.Count], random);
            await SendAsync(node.Address, http, request, signedIn: !random.OneIn(20), pool, judge);
            if (Interlocked.Increment(ref done) % 100 == 0)
            {
                progress.Report(new("sending", done, requests));
            }
        });

        if (await PictureAsync(bob) is var after && after != before)
        {
            violations.TryAdd("the other user's data", $"The other user's data changed:\n{before}\n{after}");
        }

        return new("fuzz", store.Engine, seed, Figures(operations.Count), [.. violations.Values]);
    }

    private async Task SendAsync(Uri address, HttpClient http, FuzzRequest request, bool signedIn, FuzzPool pool, FuzzJudge judge)
    {
        var app = fuzzer;
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), request.Url);
        if (request.Body is { } body)
        {
            message.Content = new ByteArrayContent(body);
            message.Content.Headers.TryAddWithoutValidation("Content-Type", request.MediaType);
        }

        if (signedIn)
        {
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", app.AccessToken);
        }

        foreach (var (name, value) in request.Headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        HttpResponseMessage sent;
        try
        {
            sent = await http.SendAsync(message);
        }
        catch (HttpRequestException broken)
        {
            violations.TryAdd($"{request.Operation.Method} {request.Operation.Path} no answer", $"{request}\n  got no answer: {broken.InnerException?.Message}");
            return;
        }

        using var answer = sent;
        var text = await answer.Content.ReadAsStringAsync();
        statuses.AddOrUpdate((int)answer.StatusCode, 1, (_, count) => count + 1);
        foreach (var wrong in judge.Judge(request, answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, answer.Headers.ToString(), text))
        {
            violations.TryAdd($"{request.Operation.Method} {request.Operation.Path} {wrong}", $"{request}\n  {wrong}");
        }

        // HEAD has the media type of a body that it does not send.
        if (request.Method != "HEAD" && answer.IsSuccessStatusCode && answer.Content.Headers.ContentType?.MediaType == "application/json")
        {
            pool.Learn(JsonDocument.Parse(text).RootElement);
        }

        if (signedIn && answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Gone)
        {
            await SignInAgainAsync(address, app);
        }
    }

    /// <summary>The fuzzer has ended its own session, or its account.</summary>
    private async Task SignInAgainAsync(Uri address, App ended)
    {
        await signingIn.WaitAsync();
        try
        {
            fuzzer = fuzzer == ended ? await App.SignInAsync(address, "alice", "phone-of-the-fuzzer-1") : fuzzer;
        }
        finally
        {
            signingIn.Release();
        }
    }

    /// <returns>How the other user's data looks, and the ids in it.</returns>
    private static async Task<(string Picture, IReadOnlyList<string> Ids)> FurnishAsync(App bob)
    {
        var ids = new List<string>();
        foreach (var version in ApiVersions.Names)
        {
            ids.Add(await bob.PlaceOrderAsync(note: Secret, version: version));
        }

        ids.Add((await bob.ReadAsync($"/api/{ApiVersions.Current}/sessions")).GetProperty("items")[0].Text("id"));
        return (await PictureAsync(bob), ids);
    }

    private static async Task<string> PictureAsync(App bob)
    {
        var parts = await Task.WhenAll(((string[])["orders", "profile"]).Select(part => bob.ReadAsync($"/api/{ApiVersions.Current}/{part}")));
        return string.Join('\n', parts.Select(part => part.TryGetProperty("items", out var items) ? items.ToString() : part.ToString()));
    }

    private IReadOnlyList<(string Name, string Value)> Figures(int operations) =>
    [
        ("operations", $"{operations}"), ("requests", $"{done:n0}"),
        .. statuses.OrderBy(status => status.Key).Select(status => ($"{status.Key}", $"{status.Value:n0}")),
    ];
}
