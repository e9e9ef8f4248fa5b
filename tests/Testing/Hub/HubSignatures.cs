using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Web;
using Microsoft.AspNetCore.Http;

namespace Mobile.Testing.Hub;

/// <summary>Checks signatures as the service does, with whichever keys are valid at the moment.</summary>
internal sealed class HubSignatures(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, string> known = new(StringComparer.Ordinal);

    public volatile IReadOnlyList<string> Keys = [];

    public bool IsValid(HttpRequest request, string keyName)
    {
        const string Scheme = "SharedAccessSignature ";
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.Ordinal))
        {
            return false;
        }

        var parts = header[Scheme.Length..].Split('&').Select(part => part.Split('=', 2)).ToDictionary(part => part[0], part => part[1], StringComparer.Ordinal);
        return parts["skn"] == keyName
            && HttpUtility.UrlDecode(parts["sr"]) == AddressOf(request)
            && long.Parse(parts["se"]) > clock.GetUtcNow().ToUnixTimeSeconds()
            && Keys.Any(key => Sign(parts["sr"], parts["se"], key) == HttpUtility.UrlDecode(parts["sig"]));
    }

    private static string AddressOf(HttpRequest request) => $"http://{request.Host.Host}{request.Path}/".ToLowerInvariant();

    /// <summary>Most calls repeat a token.</summary>
    private string Sign(string address, string expiry, string key)
    {
        var signed = $"{address}\n{expiry}";
        return known.TryGetValue(key + signed, out var signature)
            ? signature
            : known.Count < 1000 ? known[key + signed] = Compute(signed, key) : Compute(signed, key);
    }

    private static string Compute(string signed, string key) =>
        Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(signed)));
}
