using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Mobile.Api.Hosting.Commands.Checks;

/// <summary>Asks the servers that the product needs, each with little patience.</summary>
internal sealed class Probe(TimeProvider clock) : IDisposable
{
    /// <summary>For anything that is checked.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private const int MaxBytes = 1024 * 1024;

    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, ActivityHeadersPropagator = null })
    {
        Timeout = Patience,
        MaxResponseContentBufferSize = MaxBytes,
    };

    /// <param name="authorization">A header that is shown to nobody.</param>
    /// <returns>The answer; or why there is none.</returns>
    [SuppressMessage("Reliability", "CA2000", Justification = "The answer is buffered, and holds nothing.")]
    public async Task<Reply> GetAsync(Uri address, string? authorization, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        try
        {
            using var answer = await http.SendAsync(request, stop);
            return new(answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(stop), Ahead(answer.Headers.Date), null);
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException && !stop.IsCancellationRequested)
        {
            return new(default, [], null, failure is HttpRequestException ? failure.Message : $"no answer within {Patience.TotalSeconds} seconds");
        }
    }

    public void Dispose() => http.Dispose();

    private TimeSpan? Ahead(DateTimeOffset? theirs) => theirs is { } time ? clock.GetUtcNow() - time : null;
}

/// <param name="Ahead">How far the clock of this machine is ahead of the server's, to the second; null when it does not say.</param>
/// <param name="Failure">Why there is no answer; null when there is one.</param>
internal sealed record Reply(HttpStatusCode Status, byte[] Body, TimeSpan? Ahead, string? Failure)
{
    public string Outcome => Failure ?? $"status {(int)Status}";
}
