using System.IO.Compression;
using System.Net.Http.Headers;
using Mobile.Perf.Load;

namespace Mobile.Perf.Phones;

/// <summary>Counts each attempt, and the bytes of a body as they came: packed, as phones ask for them.</summary>
internal sealed class MeasuredLink()
    : DelegatingHandler(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(10), AllowAutoRedirect = false, UseCookies = false })
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var step = Step.Current;
        step?.CountAttempt();
        request.Headers.AcceptEncoding.Clear();
        request.Headers.AcceptEncoding.Add(new("br"));
        request.Headers.AcceptEncoding.Add(new("gzip"));
        var answer = await base.SendAsync(request, cancellationToken);
        var packed = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
        step?.CountBytes(packed.Length);
        if (answer.Content.Headers.ContentEncoding.SingleOrDefault() is { } encoding)
        {
            answer.Content = Unpack(packed, encoding, answer.Content.Headers);
        }

        return answer;
    }

    private static ByteArrayContent Unpack(byte[] packed, string encoding, HttpContentHeaders headers)
    {
        using var from = new MemoryStream(packed);
        using Stream stream = encoding == "br" ? new BrotliStream(from, CompressionMode.Decompress) : new GZipStream(from, CompressionMode.Decompress);
        using var to = new MemoryStream();
        stream.CopyTo(to);
        var content = new ByteArrayContent(to.ToArray());
        content.Headers.ContentType = headers.ContentType;
        return content;
    }
}
