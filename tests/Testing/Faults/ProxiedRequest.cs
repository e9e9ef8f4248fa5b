using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace Mobile.Testing.Faults;

/// <summary>A request that has arrived in full, so that it can be forwarded more than once.</summary>
internal sealed class ProxiedRequest
{
    private readonly HttpMethod method;
    private readonly string pathAndQuery;
    private readonly IReadOnlyList<KeyValuePair<string, string?[]>> headers;
    private readonly byte[] body;

    private ProxiedRequest(HttpRequest request, byte[] body)
    {
        method = new HttpMethod(request.Method);
        pathAndQuery = request.GetEncodedPathAndQuery();
        headers = [.. request.Headers.Where(header => !Hop.Concerns(header.Key)).Select(header => KeyValuePair.Create(header.Key, header.Value.ToArray()))];
        this.body = body;
    }

    public static async Task<ProxiedRequest> ReadAsync(HttpRequest request, CancellationToken stop)
    {
        using var whole = new MemoryStream();
        await request.Body.CopyToAsync(whole, stop);
        return new(request, whole.ToArray());
    }

    public HttpRequestMessage ToMessage(Uri target)
    {
        var message = new HttpRequestMessage(method, new Uri(target, pathAndQuery));
        if (body.Length > 0)
        {
            message.Content = new ByteArrayContent(body);
        }

        foreach (var (name, values) in headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, values))
            {
                message.Content?.Headers.TryAddWithoutValidation(name, values);
            }
        }

        return message;
    }
}
