using System.Collections.Concurrent;
using System.Net;

namespace Mobile.Client.Tests;

/// <summary>What lies between the app and the server: it counts, and does to single requests what a test says.</summary>
public sealed class Network
{
    private readonly ConcurrentQueue<(string Path, Fault Fault)> faults = new();
    private readonly ConcurrentQueue<Sent> log = new();

    private delegate Task<HttpResponseMessage> Fault(Func<Task<HttpResponseMessage>> send, CancellationToken attempt);

    /// <summary>What the app has put on the wire, in order.</summary>
    public IReadOnlyList<Sent> Log => [.. log];

    public IEnumerable<Sent> To(string path) => Log.Where(sent => sent.Path.EndsWith(path, StringComparison.Ordinal));

    public void Forget() => log.Clear();

    /// <summary>The next request to the path is left alone.</summary>
    public void Pass(string path) => Next(path, (send, _) => send());

    /// <summary>The next request to the path never arrives.</summary>
    public void LoseRequest(string path) => Next(path, (_, _) => throw new HttpRequestException("The network is gone."));

    /// <summary>The server does what the next request to the path asks, and its reply is lost.</summary>
    public void LoseReply(string path) => Next(path, async (send, _) =>
    {
        using var lost = await send();
        throw new HttpRequestException("The network is gone.");
    });

    /// <summary>The server does what the next request to the path asks, and its reply does not come in the attempt's time.</summary>
    /// <param name="arrives">Happens before the server is asked.</param>
    /// <param name="waits">Lets the time pass.</param>
    public void LoseReplyUntilGivenUp(string path, Action arrives, Action waits) => Next(path, async (send, attempt) =>
    {
        arrives();
        using var lost = await send();
        waits();
        await Task.Delay(Timeout.Infinite, attempt);
        throw new InvalidOperationException("The attempt was not given up.");
    });

    /// <summary>The next request to the path is answered by someone on the way.</summary>
    public void Answer(string path, HttpStatusCode status, Action<HttpResponseMessage>? with = null) => Next(path, (_, _) =>
    {
        var answer = new HttpResponseMessage(status);
        with?.Invoke(answer);
        return Task.FromResult(answer);
    });

    /// <summary>Something happens just before the next request to the path is sent.</summary>
    public void Before(string path, Func<Task> happens) => Next(path, async (send, _) =>
    {
        await happens();
        return await send();
    });

    /// <summary>Something happens to the answer to the next request to the path.</summary>
    public void After(string path, Func<HttpResponseMessage, Task<HttpResponseMessage>> happens) =>
        Next(path, async (send, _) => await happens(await send()));

    public HttpMessageHandler CreateHandler() => new Wire(this);

    private void Next(string path, Fault fault) => faults.Enqueue((path, fault));

    /// <param name="Key">The idempotency key, or none.</param>
    public sealed record Sent(HttpMethod Method, string Path, string? Key, string Body, HttpRequestMessage Request);

    private sealed class Wire(Network network) : DelegatingHandler(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All })
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var path = request.RequestUri!.AbsolutePath;
            network.log.Enqueue(new(
                request.Method,
                path,
                request.Headers.TryGetValues("Idempotency-Key", out var keys) ? Assert.Single(keys) : null,
                request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken),
                request));
            return network.faults.TryPeek(out var fault) && path.EndsWith(fault.Path, StringComparison.Ordinal) && network.faults.TryDequeue(out fault)
                ? await fault.Fault(() => base.SendAsync(request, cancellationToken), cancellationToken)
                : await base.SendAsync(request, cancellationToken);
        }
    }
}
