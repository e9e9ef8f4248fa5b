using System.Text.Json.Serialization.Metadata;

namespace Mobile.Client;

/// <summary>The form posts and documents of OAuth, over a client that carries no token.</summary>
internal sealed class OAuthHttp(HttpClient http, Backoff backoff)
{
    public async Task<T> GetAsync<T>(Uri address, JsonTypeInfo<T> type, CancellationToken stop)
    {
        using var answer = await http.GetAsync(address, stop).ConfigureAwait(false);
        return answer.IsSuccessStatusCode ? await ReadAsync(answer, type, stop).ConfigureAwait(false) : throw Unreachable(answer);
    }

    /// <param name="repeatable">Whether a lost reply may be asked for again with the same form.</param>
    /// <exception cref="SignInFailedException">The endpoint answered with an error of RFC 6749 §5.2.</exception>
    public async Task<TokenReply> PostAsync(Uri address, Dictionary<string, string> form, bool repeatable, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(form) };
        request.Options.Set(RetryHandler.Repeatable, repeatable);
        using var answer = await http.SendAsync(request, stop).ConfigureAwait(false);
        if (Backoff.IsTransient((int)answer.StatusCode))
        {
            throw Unreachable(answer);
        }

        var reply = await ReadAsync(answer, ClientJson.Default.TokenReply, stop).ConfigureAwait(false);
        return answer.IsSuccessStatusCode ? reply : throw new SignInFailedException(reply.Error ?? "invalid_response", reply.ErrorDescription, reply.Code);
    }

    private ServerUnreachableException Unreachable(HttpResponseMessage answer) => new(answer, backoff.RetryAfter(answer.Headers.RetryAfter));

    private static async Task<T> ReadAsync<T>(HttpResponseMessage answer, JsonTypeInfo<T> type, CancellationToken stop)
    {
        var body = await answer.Content.ReadAsByteArrayAsync(stop).ConfigureAwait(false);

        // Revocation answers with an empty body (RFC 7009 §2.2).
        return ServerJson.Read(body.Length == 0 ? "{}"u8 : body, type);
    }
}
