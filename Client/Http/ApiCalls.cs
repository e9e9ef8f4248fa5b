namespace Mobile.Client;

/// <summary>Sends the library's own requests, each with a declaration of what the contract lets the server answer.</summary>
internal sealed class ApiCalls(HttpClient http, Backoff backoff)
{
    /// <exception cref="ServerUnreachableException">No attempt brought an answer of the contract.</exception>
    /// <exception cref="ApiProblemException">The server refused the request.</exception>
    /// <exception cref="SignInFailedException">An endpoint of OAuth refused the request.</exception>
    public async Task<T> SendAsync<T>(HttpRequestMessage request, ExpectedAnswer<T> expected, CancellationToken stop)
        where T : class
    {
        using var answer = await SendAsync(
            request, (ExpectedAnswer)expected, HttpCompletionOption.ResponseContentRead, stop).ConfigureAwait(false);
        return expected.Value;
    }

    /// <summary>Sends a request whose answer is read as it streams in; dispose of it.</summary>
    /// <inheritdoc cref="SendAsync{T}"/>
    public async Task<HttpResponseMessage> SendStreamedAsync(HttpRequestMessage request, CancellationToken stop)
    {
        var expected = ExpectedAnswer.StreamedJson();
        var answer = await SendAsync(request, expected, HttpCompletionOption.ResponseHeadersRead, stop).ConfigureAwait(false);
        try
        {
            _ = expected.Value;
            return answer;
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, ExpectedAnswer expected, HttpCompletionOption completion, CancellationToken stop)
    {
        expected.DeclareOn(request);
        var answer = await http.SendAsync(request, completion, stop).ConfigureAwait(false);
        if (!Backoff.IsTransient((int)answer.StatusCode))
        {
            return answer;
        }

        using (answer)
        {
            throw new ServerUnreachableException(answer, backoff.RetryAfter(answer));
        }
    }
}
