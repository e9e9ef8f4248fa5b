using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Web;

namespace Mobile.Features.Push.NotificationHubs;

/// <summary>Signs requests as the service bus wants them signed: HMAC-SHA256 over the address and the time until which it holds.</summary>
internal static class SharedAccessSignature
{
    /// <summary>The value of <c>Authorization</c>.</summary>
    /// <param name="request">Its query, scheme and port do not count.</param>
    /// <param name="key">Its UTF-8 bytes are the key, although it looks like Base64.</param>
    public static string Sign(Uri request, string keyName, string key, DateTimeOffset expires)
    {
        var address = HttpUtility.UrlEncode(AddressOf(request));
        var expiry = expires.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes($"{address}\n{expiry}"));
        return $"SharedAccessSignature sr={address}&sig={HttpUtility.UrlEncode(Convert.ToBase64String(signature))}&se={expiry}&skn={HttpUtility.UrlEncode(keyName)}";
    }

    private static string AddressOf(Uri request)
    {
        var path = request.AbsolutePath;
        return $"http://{request.Host}{path}{(path.EndsWith('/') ? "" : "/")}".ToLowerInvariant();
    }
}
