namespace Mobile.Client;

internal static class Ids
{
    /// <summary>A UUID of version 7 as 32 lower-case hex digits: the form of the server's ids, and good for an idempotency key.</summary>
    public static string NewId(this TimeProvider clock) => Guid.CreateVersion7(clock.GetUtcNow()).ToString("N");
}
