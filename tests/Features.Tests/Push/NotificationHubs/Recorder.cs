using System.Net;
using System.Text;

namespace Mobile.Features.Tests.Push.NotificationHubs;

/// <summary>Writes each request down as it would go over the wire, and answers as it is told; 201 otherwise.</summary>
internal sealed class Recorder : HttpMessageHandler
{
    public List<string> Requests { get; } = [];

    public Func<HttpRequestMessage, HttpResponseMessage> Answer { get; set; } = _ => new HttpResponseMessage(HttpStatusCode.Created);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var text = new StringBuilder($"{request.Method} {request.RequestUri!.AbsoluteUri}\n");
        foreach (var (name, values) in request.Headers.NonValidated.Concat(request.Content?.Headers.NonValidated.AsEnumerable() ?? []))
        {
            text.Append($"{name}: {string.Join(", ", values)}\n");
        }

        text.Append('\n').Append(request.Content is { } content ? await content.ReadAsStringAsync(cancellationToken) : "");
        Requests.Add(text.ToString().ReplaceLineEndings("\n").TrimEnd('\n'));
        return Answer(request);
    }
}
