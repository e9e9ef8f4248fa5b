using System.Net;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Mobile.Client;

/// <summary>
/// Repeats what may be repeated: reads, keyed writes, and what says so itself. An attempt ends with the last byte of the body, so a
/// connection cut in the middle is a failed attempt and not a broken answer.
/// </summary>
internal sealed class RetryHandler : DelegatingHandler
{
    /// <summary>Marks a request that is harmless to repeat although it is neither safe nor keyed.</summary>
    public static readonly HttpRequestOptionsKey<bool> Repeatable = new("Mobile.Client.Repeatable");

    /// <summary>Marks a request whose answer may be larger than memory: an attempt ends with its head, and the reader sees a broken body.</summary>
    public static readonly HttpRequestOptionsKey<bool> Streamed = new("Mobile.Client.Streamed");

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
                static (call, stop) => call.Handler.AttemptAsync(call.Request, stop), (Handler: this, Request: request), cancellationToken).ConfigureAwait(false);
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

    private async ValueTask<HttpResponseMessage> AttemptAsync(HttpRequestMessage request, CancellationToken stop)
    {
        var answer = await base.SendAsync(request, stop).ConfigureAwait(false);
        try
        {
            if (!(answer.IsSuccessStatusCode && request.Options.TryGetValue(Streamed, out var streamed) && streamed))
            {
                await answer.Content.LoadIntoBufferAsync(stop).ConfigureAwait(false);
            }

            return answer;
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
            backoff.Wait(args.AttemptNumber, backoff.RetryAfter(args.Outcome.Result?.Headers.RetryAfter))),
        OnRetry = args =>
        {
            args.Outcome.Result?.Dispose();
            return ValueTask.CompletedTask;
        },
    };

    private bool IsTransient(HttpResponseMessage answer)
    {
        var retryAfter = backoff.RetryAfter(answer.Headers.RetryAfter);
        var passes = Backoff.IsTransient((int)answer.StatusCode) || (answer.StatusCode == HttpStatusCode.Conflict && retryAfter is not null);
        return passes && !(retryAfter > options.LongestWait);
    }

    private ResiliencePipelineBuilder<HttpResponseMessage> Timed(ResiliencePipelineBuilder<HttpResponseMessage> builder)
    {
        builder.TimeProvider = options.TimeProvider;
        return options.AttemptTimeout == Timeout.InfiniteTimeSpan ? builder : builder.AddTimeout(options.AttemptTimeout);
    }
}
