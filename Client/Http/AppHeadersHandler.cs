namespace Mobile.Client;

/// <summary>Tells the server, and nobody else, which app on which device is asking.</summary>
internal sealed class AppHeadersHandler(ApiAddress api, MobileClientOptions options, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (api.IsOurs(request.RequestUri!))
        {
            request.Headers.TryAddWithoutValidation("X-App-Platform", options.Platform);
            request.Headers.TryAddWithoutValidation("X-App-Version", options.AppVersion);
            request.Headers.TryAddWithoutValidation("X-Device-Id", options.DeviceId);
        }

        return base.SendAsync(request, cancellationToken);
    }
}
