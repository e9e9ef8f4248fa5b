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

    private static readonly string Syncs =
        string.Join(',', Enumerable.Range(0, 50).Select(i => $$"""{"id":"{{i}}","method":"GET","url":"/sync?collections=orders,profile,products&limit=500"}"""));

    private int answered;
    private int refused;
    private int unsigned;

    public int Answered => answered;

    public int Refused => refused;

    /// <summary>An attack by somebody who is not signed in shows nothing.</summary>
    public int Unsigned => unsigned;

    /// <summary>Each way for as long as the attack lasts.</summary>
    public Task RunAsync(CancellationToken over) => Task.WhenAll(
    [
        .. Enumerable.Range(0, Connections).Select(_ => LeaveUnreadAsync(Request("GET", "/api/v2/orders?limit=100"), over)),
        .. Enumerable.Range(0, Connections).Select(_ => LeaveUnreadAsync(Request("GET", "/api/v2/profile/export"), over)),
        .. Enumerable.Range(0, Connections).Select(_ => LeaveUnreadAsync(Request("POST", "/api/v2/batch", $$"""{"requests":[{{Syncs}}]}"""), over)),
        .. Enumerable.Range(0, Connections).Select(_ => AskAsync(() => app.GetAsync("/api/v2/orders?limit=100"), over)),
        .. Enumerable.Range(0, Connections).Select(_ => AskAsync(() => app.PostAsync("/api/v2/batch", Batch(), App.NewKey()), over)),
        AskAsync(() => app.GetAsync("/api/v2/profile/export"), over),
        AskAsync(AmendAsync, over),
        AskAsync(() => app.RefreshAsync("a made-up token"), over),
        AskAsync(async () => await second.ExchangeAsync(await second.GetIdTokenAsync("sam")), over),
        AskAsync(() => app.GetAsync("/admin"), over),
        AskAsync(() => app.GetAsync("/api/v2/home"), over),
    ]);

    private static StringContent Batch() => new($$"""{"requests":[{{Syncs}}]}""", Encoding.UTF8, "application/json");

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
                if (answer.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable)
                {
                    Interlocked.Increment(ref refused);
                    await Task.Delay(TimeSpan.FromSeconds(int.Parse(answer.Header("Retry-After") ?? "1", CultureInfo.InvariantCulture)), over);
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

    private async Task LeaveUnreadAsync(byte[] request, CancellationToken over)
    {
        var requests = Enumerable.Repeat(request, Pipelined).SelectMany(bytes => bytes).ToArray();
        while (!over.IsCancellationRequested)
        {
            try
            {
                using var connection = new TcpClient { ReceiveBufferSize = 4096 };
                await connection.ConnectAsync(address.Host, address.Port, over);
                await connection.GetStream().WriteAsync(requests, over);
                await Task.Delay(TimeSpan.FromSeconds(30), over);
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
