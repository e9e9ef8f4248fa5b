using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Mobile.Features.Pipeline;

/// <summary>
/// Tamper-evident tokens that a client carries for us (cursors, sync tokens): payload and an HMAC-SHA-256, cut to 128 bits, over
/// purpose, owner and payload, in base64url. One of another purpose or owner does not open.
/// </summary>
public sealed class SealedTokens(SigningKeys keys)
{
    public const string KeyId = "sealed-tokens.1";

    private const int MacLength = 16;
    private const int MaxPayload = 64;

    public string Seal(string purpose, string owner, ReadOnlySpan<byte> payload)
    {
        Span<byte> token = stackalloc byte[MaxPayload + MacLength];
        payload.CopyTo(token);
        Mac(purpose, owner, payload, token.Slice(payload.Length, MacLength));
        return Base64Url.EncodeToString(token[..(payload.Length + MacLength)]);
    }

    /// <summary>Opens a token of exactly this purpose, owner and payload length.</summary>
    public bool TryOpen(string purpose, string owner, string token, Span<byte> payload)
    {
        Span<byte> bytes = stackalloc byte[MaxPayload + MacLength];
        if (!Base64Url.IsValid(token, out var length) || length != payload.Length + MacLength || !Base64Url.TryDecodeFromChars(token, bytes, out _))
        {
            return false;
        }

        Span<byte> expected = stackalloc byte[MacLength];
        Mac(purpose, owner, bytes[..payload.Length], expected);
        if (!CryptographicOperations.FixedTimeEquals(expected, bytes.Slice(payload.Length, MacLength)))
        {
            return false;
        }

        bytes[..payload.Length].CopyTo(payload);
        return true;
    }

    /// <summary>How long the payload of a token of this form is, be it ours or not; 0 where the text has not the form of one.</summary>
    public static int PayloadLengthOf(string token) =>
        token.Length % 4 != 1 && token.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_')
        && token.Length * 3 / 4 is > MacLength and <= MaxPayload + MacLength and var length ? length - MacLength : 0;

    private void Mac(string purpose, string owner, ReadOnlySpan<byte> payload, Span<byte> mac)
    {
        Span<byte> input = stackalloc byte[256];
        var length = Encoding.UTF8.GetBytes(purpose, input);
        input[length++] = 0;
        length += Encoding.UTF8.GetBytes(owner, input[length..]);
        input[length++] = 0;
        payload.CopyTo(input[length..]);
        length += payload.Length;

        Span<byte> full = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(keys[KeyId], input[..length], full);
        full[..mac.Length].CopyTo(mac);
    }
}
