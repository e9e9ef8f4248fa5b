using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Problems;
using Mobile.Features.Versions.Policy;

namespace Mobile.Features.Versions.RemoteConfig;

/// <summary>Sets the public keys that apps may meet at a host. With one key only, its loss would lock every app out (RFC 7469 §4.3).</summary>
public static class SetCertificatePins
{
    private const int MinPins = 2;
    private const int MaxPins = 10;
    private const int HashBytes = 32;
    private const int MaxHost = 190;

    /// <param name="Sha256">Base64 of the SHA-256 of each SubjectPublicKeyInfo: at least two, or none to pin nothing any more.</param>
    public sealed record Change(string Host, IReadOnlyList<string> Sha256, long? SeenRevision = null);

    public sealed class Handler(PolicyChanges changes, DbSession db)
    {
        public Task<Outcome<PolicySnapshot>> SetAsync(Change change, CancellationToken stop) =>
            changes.ApplyAsync(change.SeenRevision, _ => ApplyAsync(change), stop);

        private async Task<Outcome<PolicyChange>> ApplyAsync(Change change)
        {
            if (Refuse(change) is { } refused)
            {
                return refused;
            }

            await db.ExecuteAsync(Sql.Delete, new { change.Host });
            foreach (var sha256 in change.Sha256)
            {
                await db.ExecuteAsync(Sql.Insert, new { change.Host, sha256 });
            }

            return new PolicyChange("certificate-pins-set", $"host/{change.Host}", change.Sha256.Count == 0 ? "None." : string.Join(", ", change.Sha256));
        }
    }

    private static Problem? Refuse(Change change)
    {
        if (change.Host.Length > MaxHost || Uri.CheckHostName(change.Host) != UriHostNameType.Dns || change.Host.Any(char.IsAsciiLetterUpper))
        {
            return VersionProblems.Invalid("host", "Give a host name in lower case, of up to 190 characters, such as api.example.com.");
        }

        if (!change.Sha256.All(IsHash))
        {
            return VersionProblems.Invalid("sha256", "Give each pin as base64 of the 32 bytes of a SHA-256.");
        }

        return change.Sha256.Count is 0 or (>= MinPins and <= MaxPins) && change.Sha256.Distinct(StringComparer.Ordinal).Count() == change.Sha256.Count
            ? null
            : VersionProblems.Invalid("sha256", $"Give {MinPins} to {MaxPins} different pins, one of them of a backup key that is kept elsewhere; or none to pin nothing.");
    }

    private static bool IsHash(string pin)
    {
        Span<byte> hash = stackalloc byte[HashBytes + 1];
        return pin.Length == 44 && Convert.TryFromBase64String(pin, hash, out var bytes) && bytes == HashBytes;
    }

    private static class Sql
    {
        public const string Delete = "DELETE FROM certificate_pins WHERE host = @Host";
        public const string Insert = "INSERT INTO certificate_pins (host, sha256) VALUES (@Host, @sha256)";
    }
}
