namespace Mobile.Client;

/// <summary>
/// Gives each write below <c>/api</c> its key before the first attempt, so that all attempts carry the same one. A batch has none of
/// its own: its items do.
/// </summary>
internal sealed class IdempotencyKeyHandler(ApiAddress api, TimeProvider clock, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    public const string HeaderName = "Idempotency-Key";

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var write = request.Method == HttpMethod.Post || request.Method == HttpMethod.Put || request.Method == HttpMethod.Patch || request.Method == HttpMethod.Delete;
        if (write && api.IsBelowApi(request.RequestUri!) && !api.IsBatch(request.RequestUri!) && !request.Headers.Contains(HeaderName))
        {
            request.Headers.Add(HeaderName, clock.NewId());
        }

        return base.SendAsync(request, cancellationToken);
    }
}
