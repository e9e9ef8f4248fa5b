using System.Text;
using Microsoft.Extensions.Primitives;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Pipeline.Idempotency;

/// <summary>
/// The value of <c>Idempotency-Key</c>: a structured string (RFC 9651 §3.3.3) as the draft asks, or the bare text that most clients send.
/// Both forms of one text are one key. It neither begins nor ends with a blank, which SQL Server would not tell apart.
/// </summary>
internal static class IdempotencyKey
{
    public const string HeaderName = "Idempotency-Key";

    private const int MinLength = 16;
    private const int MaxLength = 255;

    /// <exception cref="ProblemException">idempotency-key-missing or idempotency-key-invalid.</exception>
    public static string Read(HttpRequest request)
    {
        var header = request.Headers[HeaderName];
        if (StringValues.IsNullOrEmpty(header))
        {
            throw new ProblemException(PipelineProblems.IdempotencyKeyMissing);
        }

        return header.Count == 1 && Parse(header[0]!.Trim(' ', '\t')) is { } key
            ? key
            : throw new ProblemException(PipelineProblems.IdempotencyKeyInvalid);
    }

    internal static string? Parse(string value)
    {
        var key = value.StartsWith('"') ? Unquote(value) : value;
        return key is { Length: >= MinLength and <= MaxLength } and [not ' ', .., not ' '] && key.All(IsPrintableAscii) ? key : null;
    }

    private static string? Unquote(string value)
    {
        var text = new StringBuilder(value.Length);
        for (var i = 1; i < value.Length; i++)
        {
            switch (value[i])
            {
                case '"':
                    // Parameters of a structured item (RFC 9651 §3.1.2) mean nothing here.
                    return i == value.Length - 1 || value[(i + 1)..].TrimStart(' ') is [';', ..] ? text.ToString() : null;
                case '\\' when i + 1 < value.Length && value[i + 1] is '"' or '\\':
                    text.Append(value[++i]);
                    break;
                case '\\':
                    return null;
                case var character:
                    text.Append(character);
                    break;
            }
        }

        return null;
    }

    private static bool IsPrintableAscii(char character) => character is >= ' ' and <= '~';
}
