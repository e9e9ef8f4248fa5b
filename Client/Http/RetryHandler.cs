using System.Net;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Mobile.Client;

/// <summary>
/// Repeats what may be repeated: reads, keyed writes, and what says so itself. An attempt ends with the last byte of the body, so a
/// connection cut in the middle is a failed attempt and not a broken answer. So is an answer that <see cref="ExpectedAnswer"/> does not
/// know.
/// </summary>
internal sealed class RetryHandler : DelegatingHandler
{
    /// <summary>Marks a request that is harmless to repeat although it is neither safe nor keyed.</summary>
    public static readonly HttpRequestOptionsKey<bool> Repeatable = new("Mobile.Client.Repeatable");

    private readonly MobileClientOptions options;
    private readonly Backoff backoff;
    private readonly ResiliencePipeline<HttpResponseMessage> once;
    private readonly ResiliencePipeline<HttpResponseMessage> repeated;

    public RetryHandler(MobileClientOptions options, Backoff backoff, HttpMessageHandler inner)
        : base(inner)
    {
        (this.options, this.backoff) = (options, backoff);
        once = Timed(new()).Build();
        repeated = options.MaxAttempts > 1 ? Timed(new ResiliencePipelineBuilder<HttpResponseMessage>().AddRetry(Retry())).Build() : once;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is { } content)
        {
            await content.LoadIntoBufferAsync(cancellationToken).ConfigureAwait(false);
        }

        try
        {
            return await (MayRepeat(request) ? repeated : once).ExecuteAsync(
                static (call, stop) => call.Handler.AttemptAsync(call.Request, call.Asked, stop),
                (Handler: this, Request: request, Asked: new Asked(request)),
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (IsTransient(failure))
        {
            throw new ServerUnreachableException(failure);
        }
    }

    private static bool MayRepeat(HttpRequestMessage request) =>
        request.Method == HttpMethod.Get || request.Method == HttpMethod.Head || request.Method == HttpMethod.Options
        || request.Headers.Contains(IdempotencyKeyHandler.HeaderName)
        || request.Options.TryGetValue(Repeatable, out var repeatable) && repeatable;

    // A refresh inside the attempt has had its own attempts.
    private static bool IsTransient(Exception? failure) => failure is TimeoutRejectedException or (HttpRequestException and not ServerUnreachableException);

    private async ValueTask<HttpResponseMessage> AttemptAsync(HttpRequestMessage request, Asked asked, CancellationToken stop)
    {
        asked.Restore(request);
        var answer = await base.SendAsync(request, stop).ConfigureAwait(false);
        try
        {
            var expected = ExpectedAnswer.Of(request);
            ReadOnlyMemory<byte> body = default;
            if (!(expected is { IsStreamed: true } && answer.IsSuccessStatusCode))
            {
                await answer.Content.LoadIntoBufferAsync(stop).ConfigureAwait(false);
                body = expected is null ? default : await answer.Content.ReadAsByteArrayAsync(stop).ConfigureAwait(false);
            }

            var isKnown = expected is null || Backoff.IsTransient((int)answer.StatusCode)
                || (request.RequestUri == asked.Uri && expected.Documents(answer, body.Span));
            return isKnown ? answer : throw new ForeignAnswerException(answer);
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    private RetryStrategyOptions<HttpResponseMessage> Retry() => new()
    {
        MaxRetryAttempts = options.MaxAttempts - 1,
        ShouldHandle = args => ValueTask.FromResult(args.Outcome.Result is { } answer ? IsTransient(answer) : IsTransient(args.Outcome.Exception)),
        DelayGenerator = args => ValueTask.FromResult<TimeSpan?>(
            backoff.Wait(args.AttemptNumber, args.Outcome.Result is { } answer ? backoff.RetryAfter(answer) : null)),
        OnRetry = args =>
        {
            args.Outcome.Result?.Dispose();
            return ValueTask.CompletedTask;
        },
    };

    private bool IsTransient(HttpResponseMessage answer)
    {
        var retryAfter = backoff.RetryAfter(answer);
        var passes = Backoff.IsTransient((int)answer.StatusCode) || (answer.StatusCode == HttpStatusCode.Conflict && retryAfter is not null);
        return passes && !(retryAfter > options.LongestWait);
    }

    private ResiliencePipelineBuilder<HttpResponseMessage> Timed(ResiliencePipelineBuilder<HttpResponseMessage> builder)
    {
        builder.TimeProvider = options.TimeProvider;
        return options.AttemptTimeout == Timeout.InfiniteTimeSpan ? builder : builder.AddTimeout(options.AttemptTimeout);
    }

    /// <summary>Holds what a request asks for.</summary>
    /// <remarks>A transport that follows a redirect changes the request; the next attempt would go to where the last one was sent.</remarks>
    private sealed record Asked(HttpMethod Method, Uri Uri, HttpContent? Content)
    {
        public Asked(HttpRequestMessage request)
            : this(request.Method, request.RequestUri!, request.Content)
        {
        }

        public void Restore(HttpRequestMessage request) => (request.Method, request.RequestUri, request.Content) = (Method, Uri, Content);
    }
}
