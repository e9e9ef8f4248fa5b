using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Mobile.Features.Pipeline.Idempotency;

/// <summary>A write with its key: what is claimed, and what a repetition must equal.</summary>
/// <param name="Route">The route template, so that one key is never good for two routes.</param>
/// <param name="Fingerprint">SHA-256 of method, path, canonical query, media type and body.</param>
internal sealed partial record KeyedRequest(string UserId, string Key, string Method, string Route, byte[] Fingerprint)
{
    /// <summary>Reads the whole body, which stays readable for the endpoint's binding.</summary>
    public static async Task<KeyedRequest> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        var key = IdempotencyKey.Read(request);
        var body = await ReadBodyAsync(request, context.RequestAborted);
        request.Body = new MemoryStream(body, writable: false);
        var route = ((RouteEndpoint)context.GetEndpoint()!).RoutePattern.RawText!;
        var userId = context.RequestServices.GetRequiredService<Caller>().UserId;
        return new(userId, key, request.Method, route, FingerprintOf(request, body));
    }

    /// <summary>Compares route templates. A build may have called a parameter otherwise: a repetition of what it has answered is still one.</summary>
    public bool IsOn(string route) => route == Route || WithoutNames(route) == WithoutNames(Route);

    private static string WithoutNames(string route) => ParameterName().Replace(route, "{}");

    private static async Task<byte[]> ReadBodyAsync(HttpRequest request, CancellationToken stop)
    {
        using var body = new MemoryStream((int)Math.Clamp(request.ContentLength ?? 0, 0, 64 * 1024));
        await request.Body.CopyToAsync(body, stop);
        return body.Length == body.Capacity ? body.GetBuffer() : body.ToArray();
    }

    private static byte[] FingerprintOf(HttpRequest request, ReadOnlySpan<byte> body)
    {
        var head = string.Join('\n', request.Method, request.PathBase + request.Path, CanonicalQuery(request), MediaType(request), "");
        var length = Encoding.UTF8.GetMaxByteCount(head.Length) + body.Length;
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var headLength = Encoding.UTF8.GetBytes(head, buffer);
            body.CopyTo(buffer.AsSpan(headLength));
            return SHA256.HashData(buffer.AsSpan(0, headLength + body.Length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The order of parameters carries no meaning, so it does not make another request.</summary>
    private static string CanonicalQuery(HttpRequest request) => request.QueryString.HasValue
        ? string.Join('&', request.Query
            .OrderBy(parameter => parameter.Key, StringComparer.Ordinal)
            .Select(parameter => $"{Uri.EscapeDataString(parameter.Key)}={Uri.EscapeDataString(parameter.Value.ToString())}"))
        : "";

    /// <summary>Without parameters: <c>application/json</c> and <c>application/json; charset=utf-8</c> are one.</summary>
    private static string MediaType(HttpRequest request) => request.ContentType is { } type
        ? type.Split(';', 2)[0].Trim().ToLowerInvariant()
        : "";

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ParameterName();
}
