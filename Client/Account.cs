using System.Net;

namespace Mobile.Client;

/// <summary>The user's account as a whole: taken along, or deleted.</summary>
internal sealed class Account(ApiAddress api, HttpClient http, Backoff backoff)
{
    /// <summary>Copied as it comes in, for it may be larger than a phone's memory.</summary>
    public async Task ExportAsync(Stream to, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(to);
        using var request = new HttpRequestMessage(HttpMethod.Get, api.Export);
        request.Options.Set(RetryHandler.Streamed, true);
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop).ConfigureAwait(false);
        if (!answer.IsSuccessStatusCode)
        {
            throw backoff.Refused(answer, await answer.Content.ReadAsByteArrayAsync(stop).ConfigureAwait(false));
        }

        try
        {
            await answer.Content.CopyToAsync(to, stop).ConfigureAwait(false);
        }
        catch (HttpRequestException broken)
        {
            throw new ServerUnreachableException(broken);
        }
    }

    /// <summary>Returns when the account is deleted, now or before. Whatever version the profile has: the user wants all of it gone.</summary>
    public async Task DeleteAsync(CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, api.Profile);
        request.Headers.IfMatch.Add(System.Net.Http.Headers.EntityTagHeaderValue.Any);
        try
        {
            using var answer = await http.SendAsync(request, stop).ConfigureAwait(false);
            var body = await answer.Content.ReadAsByteArrayAsync(stop).ConfigureAwait(false);
            if (!answer.IsSuccessStatusCode && !(answer.StatusCode == HttpStatusCode.Gone && Problem.From(answer.StatusCode, body).Code == Problem.AccountDeleted))
            {
                throw backoff.Refused(answer, body);
            }
        }
        catch (SignInRequiredException ended) when (ended.AccountIsDeleted)
        {
            // An earlier call did it, and its reply was lost for longer than an access token lives.
        }
    }
}
