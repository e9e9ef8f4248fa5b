using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Mobile.Client;

/// <summary>The form posts and documents of OAuth, over a client that carries no token.</summary>
internal sealed class OAuthHttp(HttpClient http, Backoff backoff)
{
    public async Task<T?> GetAsync<T>(Uri address, JsonTypeInfo<T> type, CancellationToken stop)
    {
        using var answer = await http.GetAsync(address, stop).ConfigureAwait(false);
        return answer.IsSuccessStatusCode
            ? await answer.Content.ReadFromJsonAsync(type, stop).ConfigureAwait(false)
            : throw new ServerUnreachableException(answer, backoff.RetryAfter(answer.Headers.RetryAfter));
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
            throw new ServerUnreachableException(answer, backoff.RetryAfter(answer.Headers.RetryAfter));
        }

        var reply = await ReadAsync(answer, stop).ConfigureAwait(false);
        return answer.IsSuccessStatusCode ? reply : throw new SignInFailedException(reply.Error ?? "invalid_response", reply.ErrorDescription);
    }

    private static async Task<TokenReply> ReadAsync(HttpResponseMessage answer, CancellationToken stop)
    {
        var body = await answer.Content.ReadAsByteArrayAsync(stop).ConfigureAwait(false);
        try
        {
            // Revocation answers with an empty body (RFC 7009 §2.2).
            return JsonSerializer.Deserialize(body.Length == 0 ? "{}"u8 : body, ClientJson.Default.TokenReply)!;
        }
        catch (JsonException)
        {
            throw new SignInFailedException("invalid_response", $"The token endpoint answered {(int)answer.StatusCode} without a JSON object.");
        }
    }
}
