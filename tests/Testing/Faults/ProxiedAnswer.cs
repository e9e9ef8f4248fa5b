using Microsoft.AspNetCore.Http;

namespace Mobile.Testing.Faults;

/// <summary>An answer that the server has given in full.</summary>
internal sealed class ProxiedAnswer
{
    private readonly int status;
    private readonly IReadOnlyList<KeyValuePair<string, string[]>> headers;

    private ProxiedAnswer(HttpResponseMessage answer, byte[] body)
    {
        status = (int)answer.StatusCode;
        headers = [.. answer.Headers.Concat(answer.Content.Headers).Where(header => !Hop.Concerns(header.Key))
            .Select(header => KeyValuePair.Create(header.Key, header.Value.ToArray()))];
        Body = body;
    }

    public byte[] Body { get; }

    public static async Task<ProxiedAnswer> ReadAsync(HttpResponseMessage answer, CancellationToken stop) =>
        new(answer, await answer.Content.ReadAsByteArrayAsync(stop));

    /// <summary>Writes the status, all headers and the first bytes of the body.</summary>
    public async Task WriteAsync(HttpResponse response, int bytes)
    {
        response.StatusCode = status;
        foreach (var (name, values) in headers)
        {
            response.Headers[name] = values;
        }

        if (Body.Length > 0)
        {
            response.ContentLength = Body.Length;
            await response.StartAsync();
            await response.Body.WriteAsync(Body.AsMemory(0, bytes));
        }
    }
}
