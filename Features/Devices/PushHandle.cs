using System.Security.Cryptography;
using System.Text;

namespace Mobile.Features.Devices;

/// <summary>The address that a platform gave a device.</summary>
public static class PushHandle
{
    /// <summary>By which a handle is found: it may be too long for an index, and is a secret.</summary>
    public static string Hash(string handle) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(handle)));
}
