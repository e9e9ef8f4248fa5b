using Microsoft.Net.Http.Headers;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Pipeline;

/// <summary>Accepts JSON bodies in UTF-8, however their charset is spelled, and refuses other charsets and content codings with 415.</summary>
/// <remarks>
/// The framework looks the charset up as it stands: <c>"utf-8"</c> in quotation marks and <c>utf8</c>, which HTTP libraries send, end as a
/// failure of the server. A coded body would be taken for malformed JSON.
/// </remarks>
internal sealed class ContentTypeMiddleware(RequestDelegate next)
{
    private const string Utf8 = "utf-8";

    private static readonly Problem OtherCharset = PipelineProblems.UnsupportedMediaType.With(
        "Send JSON in UTF-8: Content-Type: application/json, with charset=utf-8 or no charset.");

    private static readonly Problem Coded = PipelineProblems.UnsupportedMediaType.With(
        "Send the body as it is, without Content-Encoding: request bodies are not decompressed.");

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (IsCoded(request.Headers.ContentEncoding.ToString()))
        {
            // RFC 9110 §15.5.16: which codings would be taken.
            context.Response.Headers.AcceptEncoding = "identity";
            return Coded.ExecuteAsync(context);
        }

        return request.ContentType is { } type && type.Contains("charset", StringComparison.OrdinalIgnoreCase) && !NormalizeCharset(request, type)
            ? OtherCharset.ExecuteAsync(context)
            : next(context);
    }

    private static bool IsCoded(string coding) => coding.Length > 0 && !coding.Equals("identity", StringComparison.OrdinalIgnoreCase);

    /// <returns>False where the body is JSON in another charset.</returns>
    private static bool NormalizeCharset(HttpRequest request, string contentType)
    {
        if (!request.HasJsonContentType() || !MediaTypeHeaderValue.TryParse(contentType, out var type)
            || type.Parameters.FirstOrDefault(parameter => parameter.Name.Equals("charset", StringComparison.OrdinalIgnoreCase)) is not { } charset)
        {
            return true;
        }

        var name = HeaderUtilities.RemoveQuotes(charset.Value);
        if (!name.Equals(Utf8, StringComparison.OrdinalIgnoreCase) && !name.Equals("utf8", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        if (!charset.Value.Equals(Utf8, StringComparison.OrdinalIgnoreCase))
        {
            charset.Value = Utf8;
            request.ContentType = type.ToString();
        }

        return true;
    }
}

public static class ContentTypeRegistration
{
    /// <summary>Follows authorization: a stranger is told to sign in first.</summary>
    public static void UseContentTypes(this IApplicationBuilder app) => app.UseMiddleware<ContentTypeMiddleware>();
}
