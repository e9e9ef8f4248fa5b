namespace Mobile.Client;

/// <summary>Tells the server, and nobody else, which app on which device is asking; and caches, to keep nothing of its user.</summary>
internal sealed class AppHeadersHandler(ApiAddress api, MobileClientOptions options, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (api.IsOurs(request.RequestUri!))
        {
            request.Headers.TryAddWithoutValidation("X-App-Platform", options.Platform);
            request.Headers.TryAddWithoutValidation("X-App-Version", options.AppVersion);
            request.Headers.TryAddWithoutValidation("X-Device-Id", options.DeviceId);

            // RFC 9111 §5.2.1.5. A cache of the transport is the device's, whoever is signed in. An app that says otherwise decides itself.
            request.Headers.CacheControl ??= new() { NoStore = true };
        }

        return base.SendAsync(request, cancellationToken);
    }
}
