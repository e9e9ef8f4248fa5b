namespace Mobile.Features.Versions.Policy;

/// <summary>The public keys that an app may meet at a host (RFC 7469 §2.4).</summary>
/// <param name="Sha256">Base64 of the SHA-256 of each key's SubjectPublicKeyInfo; at least two, one of them a backup that is not in use.</param>
public sealed record CertificatePins(string Host, IReadOnlyList<string> Sha256);
