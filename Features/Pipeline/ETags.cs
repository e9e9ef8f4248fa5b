using System.Globalization;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Mobile.Features.Pipeline;

/// <summary>
/// Writes and reads strong entity tags (RFC 9110 §8.8.3): <c>"3"</c> for version 3 of a row, and <c>"3.{user id}"</c> where the URL does not
/// say whose row it is.
/// </summary>
/// <remarks>
/// One device has one private cache, however many users sign in on it. Under a URL that all of them share, a tag of the version alone would
/// make the stored answer of one user a 304 for the next.
/// </remarks>
public static class ETags
{
    private const char OwnerMark = '.';

    public static string Of(long version, string? owner = null) => owner is null ? $"\"{version}\"" : $"\"{version}{OwnerMark}{owner}\"";

    /// <summary>Sends the tag; where the caller holds that version already, the answer is 304 and has no body (RFC 9110 §13.1.2).</summary>
    public static bool AnswersNotModified(this HttpContext context, string tag)
    {
        context.Response.Headers.ETag = tag;
        if (!HttpMethods.IsGet(context.Request.Method) || !Matches(context.Request.Headers.IfNoneMatch, tag))
        {
            return false;
        }

        context.Response.StatusCode = StatusCodes.Status304NotModified;
        return true;
    }

    /// <summary>Compares weakly, as If-None-Match asks for; a header that is no list of tags matches nothing.</summary>
    public static bool Matches(StringValues ifNoneMatch, string tag)
    {
        if (ifNoneMatch.Count == 0 || !EntityTagHeaderValue.TryParseList(ifNoneMatch!, out var tags))
        {
            return false;
        }

        var current = Opaque(tag);
        foreach (var candidate in tags)
        {
            if (candidate.Equals(EntityTagHeaderValue.Any) || Opaque(candidate.Tag.AsSpan()).SequenceEqual(current))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Reads the version that a tag names: of our own form, of the form without an owner that apps in the field have stored, and of what
    /// proxies that compress make of either, <c>W/"3"</c> and <c>"3-gzip"</c>.
    /// </summary>
    /// <param name="owner">The user whose tags are meant: one of another user names no version.</param>
    /// <returns>0, which no row has, for every other tag.</returns>
    internal static long VersionIn(EntityTagHeaderValue tag, string owner)
    {
        var text = Opaque(tag.Tag.AsSpan());
        var mark = text.IndexOf(OwnerMark);
        return !text.StartsWith('0') && (mark < 0 || text[(mark + 1)..].SequenceEqual(owner))
            && long.TryParse(mark < 0 ? text : text[..mark], NumberStyles.None, CultureInfo.InvariantCulture, out var version)
                ? version
                : 0;
    }

    /// <summary>
    /// Takes away the quotation marks, and the content coding that a proxy has added to the tag of an answer which it compressed:
    /// <c>-gzip</c> and <c>-br</c> (Apache), <c>--gzip</c> (Jetty). No tag of ours has a hyphen.
    /// </summary>
    private static ReadOnlySpan<char> Opaque(ReadOnlySpan<char> tag)
    {
        tag = tag.Trim('"');
        var hyphen = tag.IndexOf('-');
        return hyphen > 0 && !tag[hyphen..].TrimStart('-').ContainsAnyExceptInRange('a', 'z') ? tag[..hyphen] : tag;
    }
}
