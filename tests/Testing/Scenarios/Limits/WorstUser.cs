using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Mobile.Testing.Scenarios.Limits;

/// <summary>One user who asks for as much as the limits allow, in every way at once, and reads half of it.</summary>
/// <param name="second">Another device of his, which signs in again and again: a session of the first one would end with it.</param>
internal sealed class WorstUser(Uri address, App app, App second, IReadOnlyList<string> orders, int seed)
{
    private const int Connections = 10;
    private const int Pipelined = 20;

    private static readonly TimeSpan Short = TimeSpan.FromSeconds(30);

    /// <summary>Beyond the time that a piece of an answer has.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    private static readonly string Syncs =
        string.Join(',', Enumerable.Range(0, 50).Select(i => $$"""{"id":"{{i}}","method":"GET","url":"/sync?collections=orders,profile,products&limit=500"}"""));

    private int answered;
    private int refused;
    private int unsigned;
    private int unreadExports;

    public int Answered => answered;

    public int Refused => refused;

    /// <summary>An attack by somebody who is not signed in shows nothing.</summary>
    public int Unsigned => unsigned;

    /// <summary>Counts the connections that were left unread after their first export had begun.</summary>
    public int UnreadExports => unreadExports;

    /// <summary>Each way for as long as the attack lasts.</summary>
    public async Task RunAsync(CancellationToken over)
    {
        // One export first: it takes half of what he may have under way, and so much is never free again.
        var begun = new TaskCompletionSource();
        var export = LeaveExportAsync(Long, over, () => begun.TrySetResult());
        await Task.WhenAny(begun.Task, export);
        await Task.WhenAll([export, .. Ways(over)]);
    }

    /// <summary>Once the attack is over, so that the server has not grown by it before; after a refusal again, as he is told.</summary>
    /// <returns>How many bytes his export has.</returns>
    public async Task<long> MeasureExportAsync()
    {
        while (true)
        {
            using var answer = await app.GetAsync("/api/v2/profile/export");
            if (!IsRefusal(answer))
            {
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                return (await answer.Content.ReadAsByteArrayAsync()).Length;
            }

            await Task.Delay(RetryAfter(answer));
        }
    }

    private static bool IsRefusal(HttpResponseMessage answer) =>
        answer.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable;

    private static TimeSpan RetryAfter(HttpResponseMessage answer) =>
        TimeSpan.FromSeconds(int.Parse(answer.Header("Retry-After") ?? "1", CultureInfo.InvariantCulture));

    private static StringContent Batch() => new($$"""{"requests":[{{Syncs}}]}""", Encoding.UTF8, "application/json");

    private IEnumerable<Task> Ways(CancellationToken over) =>
    [
        .. Enumerable.Range(0, Connections).Select(_ => LeaveUnreadAsync(Request("GET", "/api/v2/orders?limit=100"), Short, over)),
        .. Enumerable.Range(0, Connections).Select(_ => LeaveExportAsync(Short, over)),
        .. Enumerable.Range(0, Connections).Select(_ =>
            LeaveUnreadAsync(Request("POST", "/api/v2/batch", $$"""{"requests":[{{Syncs}}]}"""), Short, over)),
        .. Enumerable.Range(0, Connections).Select(_ => AskAsync(() => app.GetAsync("/api/v2/orders?limit=100"), over)),
        .. Enumerable.Range(0, Connections).Select(_ => AskAsync(() => app.PostAsync("/api/v2/batch", Batch(), App.NewKey()), over)),
        AskAsync(() => app.GetAsync("/api/v2/profile/export"), over),
        AskAsync(AmendAsync, over),
        AskAsync(() => app.RefreshAsync("a made-up token"), over),
        AskAsync(async () => await second.ExchangeAsync(await second.GetIdTokenAsync("sam")), over),
        AskAsync(() => app.GetAsync("/admin"), over),
        AskAsync(() => app.GetAsync("/api/v2/home"), over),
    ];

    private async Task<HttpResponseMessage> AmendAsync()
    {
        var id = orders[(seed + answered) % orders.Count];
        var lines = Enumerable.Range(0, 50).Select(_ => new { sku = "MUG-RED", quantity = 1 + (answered % 90) });
        using var known = await app.GetAsync($"/api/v2/orders/{id}");
        return known.StatusCode == HttpStatusCode.OK
            ? await app.PatchAsync($"/api/v2/orders/{id}", new { note = new string('x', 500), lines }, (await known.ReadAsync()).GetProperty("version").GetInt64())
            : await app.GetAsync("/api/v2/profile");
    }

    /// <summary>Again as soon as it was answered; after a refusal as it is told.</summary>
    private async Task AskAsync(Func<Task<HttpResponseMessage>> ask, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            try
            {
                using var answer = await ask();
                if (IsRefusal(answer))
                {
                    Interlocked.Increment(ref refused);
                    await Task.Delay(RetryAfter(answer), over);
                }

                Interlocked.Increment(ref answered);
                Interlocked.Add(ref unsigned, answer.StatusCode == HttpStatusCode.Unauthorized ? 1 : 0);
            }
            catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException or IOException)
            {
                // Broken off, or over.
            }
        }
    }

    private Task LeaveExportAsync(TimeSpan length, CancellationToken over, Action? begun = null) =>
        LeaveUnreadAsync(Request("GET", "/api/v2/profile/export"), length, over, () =>
        {
            Interlocked.Increment(ref unreadExports);
            begun?.Invoke();
        });

    /// <param name="length">After which the connection is given up, unless it was broken off.</param>
    /// <param name="begun">Called when the first answer is no refusal, of which no more than its status is taken.</param>
    private async Task LeaveUnreadAsync(byte[] request, TimeSpan length, CancellationToken over, Action? begun = null)
    {
        var requests = Enumerable.Repeat(request, Pipelined).SelectMany(bytes => bytes).ToArray();
        while (!over.IsCancellationRequested)
        {
            try
            {
                using var connection = new TcpClient { ReceiveBufferSize = 4096 };
                await connection.ConnectAsync(address.Host, address.Port, over);
                await connection.GetStream().WriteAsync(requests, over);
                var status = new byte["HTTP/1.1 200".Length];
                await connection.GetStream().ReadExactlyAsync(status, over);
                if (status.AsSpan().EndsWith("200"u8))
                {
                    begun?.Invoke();
                }

                await Task.Delay(length, over);
            }
            catch (Exception failure) when (failure is SocketException or IOException or OperationCanceledException)
            {
                // Broken off, or over.
            }
        }
    }

    private byte[] Request(string method, string path, string body = "") => Encoding.ASCII.GetBytes(
        $"{method} {path} HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer {app.AccessToken}\r\n"
        + (body.Length > 0 ? $"Idempotency-Key: {App.NewKey()}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n" : "")
        + $"\r\n{body}");
}
