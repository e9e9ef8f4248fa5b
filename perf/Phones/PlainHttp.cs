using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Mobile.Perf.Load;

namespace Mobile.Perf.Phones;

/// <summary>Plain HTTP, over connections that all share: for load beyond what so many phones could be kept for, and for a second look at the server.</summary>
internal sealed class PlainHttp(Uri address) : IDisposable
{
    private readonly HttpClient http = new(new MeasuredLink()) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };

    public Task<Reply> GetAsync(string path, Account? account, CancellationToken stop, params IEnumerable<(string Name, string? Value)> headers) =>
        SendAsync(HttpMethod.Get, path, account, content: null, stop, headers);

    /// <summary>A write under a key of its own.</summary>
    public Task<Reply> SendAsync(HttpMethod method, string path, Account account, object body, CancellationToken stop) =>
        SendAsync(method, path, account, JsonContent.Create(body), stop, ("Idempotency-Key", App.NewKey()));

    public Task<Reply> PostFormAsync(string path, Dictionary<string, string> form, CancellationToken stop) =>
        SendAsync(HttpMethod.Post, path, account: null, new FormUrlEncodedContent(form), stop);

    /// <summary>Every item of a list, page by page.</summary>
    public async Task<IReadOnlyList<JsonElement>> ListAsync(string path, Account account, CancellationToken stop)
    {
        var items = new List<JsonElement>();
        var next = "";
        while (next is not null)
        {
            var page = (await GetAsync($"{path}?limit=100{(next is "" ? "" : $"&after={next}")}", account, stop)).Expect(200).Json;
            items.AddRange(page.GetProperty("items").EnumerateArray());
            next = page.GetProperty("next").GetString();
        }

        return items;
    }

    public void Dispose() => http.Dispose();

    private async Task<Reply> SendAsync(
        HttpMethod method, string path, Account? account, HttpContent? content, CancellationToken stop, params IEnumerable<(string Name, string? Value)> headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = content };
        if (account is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await account.TokenAsync(stop));
        }

        foreach (var (name, value) in headers)
        {
            if (value is not null)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var answer = await http.SendAsync(request, stop);
        return new((int)answer.StatusCode, answer.Headers, await answer.Content.ReadAsByteArrayAsync(stop));
    }
}

internal static class ReplyExtensions
{
    /// <summary>Counts the step under way by the status of its answer.</summary>
    /// <exception cref="StepFailedException">It is another one than was expected.</exception>
    public static Reply Expect(this Reply reply, params ReadOnlySpan<int> expected)
    {
        if (!expected.Contains(reply.Status))
        {
            throw new StepFailedException($"{reply.Status}");
        }

        Step.Current?.Status = $"{reply.Status}";
        return reply;
    }
}
