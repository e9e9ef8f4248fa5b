using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Mobile.Features.Data;

namespace Mobile.Features.Catalog;

/// <summary>
/// Addresses of pictures at an image CDN, from <c>Images:Template</c>: a URL with <c>{name}</c> and <c>{width}</c> (in pixels) and, for
/// a CDN that checks signatures, <c>{expires}</c> (Unix seconds) and last <c>{signature}</c>: base64url of HMAC-SHA256, keyed by
/// <c>Images:SigningKey</c>, over path and query up to the signature's value. So a width that the product does not offer cannot be had.
/// </summary>
public sealed class ImageCdn
{
    private const string Signature = "{signature}";
    private const int MinKeyLength = 32;

    /// <summary>A signed address is good for one to two hours, and the same for all who ask within an hour: caches can keep it.</summary>
    public static readonly TimeSpan Validity = TimeSpan.FromHours(1);

    private readonly string template;
    private readonly byte[] key;

    private ImageCdn(string template, byte[] key) => (this.template, this.key) = (template, key);

    /// <returns>Null when no CDN is configured.</returns>
    /// <exception cref="ConfigurationException">The template or the key cannot be used.</exception>
    public static ImageCdn? Read(IConfiguration configuration)
    {
        var (template, key) = (configuration["Images:Template"], configuration["Images:SigningKey"]);
        if (string.IsNullOrWhiteSpace(template))
        {
            return null;
        }

        if (!Uri.TryCreate(template, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttps
            || !template.Contains("{name}", StringComparison.Ordinal) || !template.Contains("{width}", StringComparison.Ordinal))
        {
            throw new ConfigurationException(
                $"Images:Template is '{template}'; set it to an https URL with {{name}} and {{width}}, such as https://img.example.com/{{name}}?w={{width}}&e={{expires}}&s={Signature}.");
        }

        if (!template.Contains(Signature, StringComparison.Ordinal))
        {
            return new(template, []);
        }

        return template.EndsWith(Signature, StringComparison.Ordinal) && Encoding.UTF8.GetBytes(key ?? "") is { Length: >= MinKeyLength } bytes
            ? new(template, bytes)
            : throw new ConfigurationException(
                $"Images:Template ends with {Signature} and Images:SigningKey has at least {MinKeyLength} characters, the same as at the CDN.");
    }

    public string UrlOf(string name, int width, DateTimeOffset now)
    {
        var hour = (long)Validity.TotalSeconds;
        var expires = ((now.ToUnixTimeSeconds() / hour) + 2) * hour;
        var url = template
            .Replace("{name}", Uri.EscapeDataString(name), StringComparison.Ordinal)
            .Replace("{width}", width.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{expires}", expires.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        if (key.Length == 0)
        {
            return url;
        }

        url = url[..^Signature.Length];
        var signed = url[url.IndexOf('/', "https://".Length)..];
        return url + Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(signed)));
    }
}
