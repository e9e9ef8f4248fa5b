using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Pipeline;

/// <summary>Accepts JSON bodies in UTF-8, however their charset is spelled, and refuses other charsets and content codings with 415.</summary>
/// <remarks>
/// The framework looks the charset up as it stands: <c>"utf-8"</c> in quotation marks and <c>utf8</c>, which HTTP libraries send, end as a
/// failure of the server, and so does a form in UTF-7. A coded body would be taken for malformed JSON. Without a body these headers mean
/// nothing: some apps set them on every request.
/// </remarks>
internal sealed class ContentTypeMiddleware(RequestDelegate next)
{
    private const string Charset = "charset";
    private const string Utf8 = "utf-8";

    private static readonly Problem OtherCharset = PipelineProblems.UnsupportedMediaType.With(
        "Send JSON in UTF-8: Content-Type: application/json, with charset=utf-8 or no charset.");

    private static readonly Problem UnreadableForm = PipelineProblems.UnsupportedMediaType.With(
        "Send the form in UTF-8: Content-Type: application/x-www-form-urlencoded.");

    private static readonly Problem Coded = PipelineProblems.UnsupportedMediaType.With(
        "Send the body as it is, without Content-Encoding: request bodies are not decompressed.");

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
        {
            return next(context);
        }

        if (IsCoded(request.Headers.ContentEncoding.ToString()))
        {
            // RFC 9110 §15.5.16: which codings would be taken.
            context.Response.Headers.AcceptEncoding = "identity";
            return Coded.ExecuteAsync(context);
        }

        if (request.ContentType is not { } text || !text.Contains(Charset, StringComparison.OrdinalIgnoreCase)
            || !MediaTypeHeaderValue.TryParse(text, out var type))
        {
            return next(context);
        }

        return request.HasJsonContentType() && !NormalizeCharset(request, type) ? OtherCharset.ExecuteAsync(context)
            : request.HasFormContentType && !CanDecode(type) ? UnreadableForm.ExecuteAsync(context)
            : next(context);
    }

    private static bool IsCoded(string coding) => coding.Length > 0 && !coding.Equals("identity", StringComparison.OrdinalIgnoreCase);

    /// <returns>False where the body is in another charset, or in two.</returns>
    private static bool NormalizeCharset(HttpRequest request, MediaTypeHeaderValue type)
    {
        var charsets = type.Parameters.Where(parameter => parameter.Name.Equals(Charset, StringComparison.OrdinalIgnoreCase)).ToList();
        if (!charsets.TrueForAll(charset => IsUtf8(HeaderUtilities.RemoveQuotes(charset.Value))))
        {
            return false;
        }

        if (charsets.Exists(charset => !charset.Value.Equals(Utf8, StringComparison.OrdinalIgnoreCase)))
        {
            charsets.ForEach(charset => charset.Value = Utf8);
            request.ContentType = type.ToString();
        }

        return true;
    }

    private static bool IsUtf8(StringSegment name) =>
        name.Equals(Utf8, StringComparison.OrdinalIgnoreCase) || name.Equals("utf8", StringComparison.OrdinalIgnoreCase);

    /// <returns>False for UTF-7, which .NET refuses. A name that it does not know is read as UTF-8.</returns>
    private static bool CanDecode(MediaTypeHeaderValue type)
    {
        try
        {
            _ = type.Encoding;
            return true;
        }
        catch (NotSupportedException)
        {
            return false;
        }
    }
}

public static class ContentTypeRegistration
{
    /// <summary>Follows authorization: a stranger is told to sign in first.</summary>
    public static void UseContentTypes(this IApplicationBuilder app) => app.UseMiddleware<ContentTypeMiddleware>();
}
