namespace Mobile.Client;

/// <summary>Makes the form posts of OAuth (RFC 6749 §4.1.3, §6).</summary>
internal static class OAuthForm
{
    /// <param name="repeatable">Whether a lost reply may be asked for again with the same form.</param>
    public static HttpRequestMessage Post(Uri address, bool repeatable, params IEnumerable<(string Name, string Value)> parameters)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new FormUrlEncodedContent(parameters.Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Value))),
        };
        request.Options.Set(RetryHandler.Repeatable, repeatable);
        return request;
    }
}
