using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Mobile.Client.Tests.Http;

/// <summary>A server that answers as it is told, and is out of reach after that.</summary>
internal sealed class Script : HttpMessageHandler
{
    private readonly Queue<Func<CancellationToken, Task<HttpResponseMessage>>> answers = new();

    public List<string?> Keys { get; } = [];

    public List<string> Bodies { get; } = [];

    public Script Then(HttpStatusCode status, RetryConditionHeaderValue? retryAfter = null, DateTimeOffset? date = null) => Add(_ =>
        Task.FromResult(new HttpResponseMessage(status)
        {
            Content = new StringContent("{}"),
            Headers = { RetryAfter = retryAfter, Date = date },
        }));

    public Script ThenLost() => Add(_ => throw new HttpRequestException("The network is gone."));

    public Script ThenCut() => Add(_ => Task.FromResult(new HttpResponseMessage(HttpStatusCode.Created) { Content = new StreamContent(new CutStream()) }));

    public Script ThenNever() => Add(async stop =>
    {
        await Task.Delay(Timeout.Infinite, stop);
        throw new InvalidOperationException();
    });

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Keys.Add(request.Headers.TryGetValues("Idempotency-Key", out var keys) ? Assert.Single(keys) : null);
        Bodies.Add(request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken));
        return answers.TryDequeue(out var answer) ? await answer(cancellationToken) : throw new HttpRequestException("The network is gone.");
    }

    private Script Add(Func<CancellationToken, Task<HttpResponseMessage>> answer)
    {
        answers.Enqueue(answer);
        return this;
    }

    /// <summary>A body whose connection breaks in the middle.</summary>
    private sealed class CutStream() : MemoryStream(Encoding.UTF8.GetBytes("{\"id\":"))
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is > 0 and var read ? read : throw new IOException("The connection was reset.");
    }
}
