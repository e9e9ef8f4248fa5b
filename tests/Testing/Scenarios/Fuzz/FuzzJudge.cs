using System.Net;
using System.Text.Json;

namespace Mobile.Testing.Scenarios.Fuzz;

/// <summary>What no answer may be: a failure of ours, a status or code that the contract does not name, or somebody else's data.</summary>
/// <param name="operations">All of them: a request that was altered may mean another one than it was made from.</param>
/// <param name="secrets">What only the other user may see.</param>
internal sealed class FuzzJudge(IReadOnlyList<FuzzOperation> operations, IReadOnlyList<string> secrets)
{
    /// <summary>Of a path or method that leads nowhere, and of requests that end before they reach the product.</summary>
    private static readonly string[] OfNowhere = ["not-found", "unknown-api-version", "method-not-allowed", "bad-request"];

    private static readonly string[] Inside = ["   at ", "System.", "Exception", "SQLITE", "SqlException", "SELECT ", "/home/", ".cs:line"];

    private readonly HashSet<string> ofAny = [.. OfNowhere, .. operations.SelectMany(operation => operation.Codes.Values).SelectMany(codes => codes)];

    public IEnumerable<string> Judge(FuzzRequest request, HttpStatusCode status, string? mediaType, string headers, string body)
    {
        var code = (int)status;
        if (code == 500 || (code > 500 && code != 503))
        {
            yield return $"answered {code}";
        }

        if (code >= 400)
        {
            foreach (var wrong in JudgeProblem(request, code, mediaType, body))
            {
                yield return wrong;
            }
        }
        else if (!request.Operation.Codes.ContainsKey(code) && !request.IsAltered)
        {
            yield return $"answered {code}, which is not documented";
        }

        foreach (var secret in secrets.Where(secret => (body.Contains(secret, StringComparison.Ordinal) || headers.Contains(secret, StringComparison.Ordinal)) && (code < 400 || !request.Url.Contains(secret, StringComparison.Ordinal))))
        {
            yield return $"answered {code} with '{secret}', which is another user's";
        }
    }

    private IEnumerable<string> JudgeProblem(FuzzRequest request, int status, string? mediaType, string body)
    {
        if (body.Length == 0 && (status is 400 or 414 or 431 || request.Method == "HEAD"))
        {
            // The server itself could not read the request, or may send no body.
            yield break;
        }

        if (mediaType != "application/problem+json")
        {
            yield return $"answered {status} as {mediaType}: {body}";
            yield break;
        }

        var code = JsonDocument.Parse(body).RootElement.Text("code");
        var isDocumented = request.Operation.Codes.TryGetValue(status, out var codes) && codes.Contains(code);
        if (!isDocumented && !(request.IsAltered && ofAny.Contains(code)))
        {
            yield return $"answered {status} {code}, which is not documented";
        }

        if (Inside.FirstOrDefault(inside => body.Contains(inside, StringComparison.Ordinal) && !request.ToString().Contains(inside, StringComparison.Ordinal)) is { } shown)
        {
            yield return $"answered {status} with '{shown}' of its inside: {body}";
        }
    }
}
