namespace Mobile.Features.Push.NotificationHubs;

/// <summary>One call of the hub's REST API, without its signature; made anew for each attempt, since a request is sent once.</summary>
/// <param name="Operation">For the metrics.</param>
/// <param name="Path">Below the hub.</param>
/// <param name="Repeats">Whether the address is one of the few that are called again and again.</param>
/// <param name="Content">Makes the body.</param>
internal sealed record HubRequest(string Operation, HttpMethod Method, string Path, bool Repeats = false, Func<HttpContent>? Content = null)
{
    private const string ApiVersion = "?api-version=2020-06";

    /// <summary>Added to the query: <c>&amp;direct</c>.</summary>
    public string Query { get; init; } = "";

    /// <summary>Each in printable ASCII, which whoever makes the request sees to.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    public Uri AddressAt(Uri hub) => new(hub, $"{Path}{ApiVersion}{Query}");

    public HttpRequestMessage ToMessage(Uri hub, string authorization)
    {
        var message = new HttpRequestMessage(Method, AddressAt(hub)) { Content = Content?.Invoke() };
        message.Headers.TryAddWithoutValidation("Authorization", authorization);
        foreach (var (name, value) in Headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        return message;
    }

    public override string ToString() => Operation;
}
