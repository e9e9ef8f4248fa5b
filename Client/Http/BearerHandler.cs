using System.Net;
using System.Net.Http.Headers;

namespace Mobile.Client;

/// <summary>
/// Sends the access token to our server and nowhere else; a refused one is refreshed, once. It runs inside the retries, so a long
/// wait between two attempts does not send a token that has expired meanwhile.
/// <para>
/// A transport that follows a redirect changes the request: what is answered then is not ours, and the token does not follow.
/// </para>
/// </summary>
internal sealed class BearerHandler(ApiAddress api, Tokens tokens, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!api.IsOurs(request.RequestUri!))
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }

        var sent = await tokens.GetAsync(cancellationToken).ConfigureAwait(false);
        var answer = await SendAsync(request, sent, cancellationToken).ConfigureAwait(false);
        if (answer.StatusCode != HttpStatusCode.Unauthorized || !api.IsOurs(request.RequestUri!))
        {
            return answer;
        }

        answer.Dispose();
        return await SendAsync(request, await tokens.RefreshAsync(sent, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    private Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, TokenSet with, CancellationToken stop)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", with.AccessToken);
        return base.SendAsync(request, stop);
    }
}
