using System.Text.Json;
using System.Text.RegularExpressions;

namespace Mobile.Features.Tests.OpenApi;

/// <summary>Holds answers against the OpenAPI document of a version: status, headers, media type and body.</summary>
internal sealed partial class DocumentedApi(JsonElement document)
{
    /// <summary>
    /// What HTTP itself says of a message and its connection, and what tells a browser or an old proxy how to treat it. Whoever handles a failure adds
    /// Expires and Pragma, which say no more than Cache-Control does.
    /// </summary>
    private static readonly HashSet<string> OfHttp = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Content-Length", "Content-Type", "Date", "Expires", "Pragma", "Server", "Transfer-Encoding", "Vary",
        "X-Content-Type-Options", "Content-Security-Policy",
    };

    private readonly HashSet<string> answered = new(StringComparer.Ordinal);

    /// <summary>Operations and statuses that were seen, such as <c>placeOrder 201</c>.</summary>
    public IReadOnlySet<string> Answered => answered;

    public static async Task<DocumentedApi> ReadAsync(Uri address, string version)
    {
        using var anyone = App.Anonymous(address);
        return new(await anyone.ReadAsync($"/openapi/{version}.json"));
    }

    public IEnumerable<string> OperationIds => Operations().Select(operation => operation.Node.Text("operationId"));

    /// <summary>Asserts that the document describes the answer.</summary>
    public async Task<HttpResponseMessage> AssertDescribedAsync(HttpResponseMessage answer)
    {
        var request = answer.RequestMessage!;
        var operation = Operations().SingleOrDefault(operation =>
            operation.Method.Equals(request.Method.Method, StringComparison.OrdinalIgnoreCase) && operation.Path.IsMatch(request.RequestUri!.AbsolutePath)).Node;
        Assert.True(operation.ValueKind is JsonValueKind.Object, $"{request.Method} {request.RequestUri} is not in the document");
        var name = $"{operation.Text("operationId")} {(int)answer.StatusCode}";
        Assert.True(operation.GetProperty("responses").TryGetProperty($"{(int)answer.StatusCode}", out var node), $"{name} is not in the document");
        var response = Resolve(node);

        var described = response.TryGetProperty("headers", out var headers) ? headers.EnumerateObject().Select(header => header.Name) : [];
        var sent = answer.Headers.Concat(answer.Content.Headers).Select(header => header.Key).Where(header => !OfHttp.Contains(header));
        Assert.True(!sent.Except(described, StringComparer.OrdinalIgnoreCase).Any(), $"{name} sends {string.Join(", ", sent.Except(described, StringComparer.OrdinalIgnoreCase))}, which the document does not name");

        var body = await answer.Content.ReadAsStringAsync();
        if (body.Length == 0)
        {
            Assert.False(response.TryGetProperty("content", out _), $"{name} has no body, and the document has one");
        }
        else
        {
            var mediaType = answer.Content.Headers.ContentType!.MediaType!;
            Assert.True(response.GetProperty("content").TryGetProperty(mediaType, out var content), $"{name} is {mediaType}, which the document does not name");
            if (mediaType.EndsWith("json", StringComparison.Ordinal))
            {
                var faults = new SchemaCheck(Resolve).Faults(JsonDocument.Parse(body).RootElement, content.GetProperty("schema"));
                Assert.True(faults.Count == 0, $"{name}: {string.Join("; ", faults)}\n{body}");
            }
        }

        answered.Add(name);
        return answer;
    }

    private IEnumerable<(string Method, Regex Path, JsonElement Node)> Operations() =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select (operation.Name, new Regex($"^{Parameter().Replace(path.Name, "[^/]+")}$", RegexOptions.None, TimeSpan.FromSeconds(1)), operation.Value);

    private JsonElement Resolve(JsonElement node)
    {
        while (node.TryGetProperty("$ref", out var reference))
        {
            node = reference.GetString()!.Split('/').Skip(1).Aggregate(document, (owner, step) => owner.GetProperty(step));
        }

        return node;
    }

    [GeneratedRegex(@"\{[^}]+\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Parameter();
}
