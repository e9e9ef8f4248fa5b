namespace Mobile.Features.Sync;

/// <summary>A removed row stays as its own tombstone, so that every device learns of it.</summary>
public static class Tombstones
{
    /// <summary>How long at least. A token that is older than a collected tombstone is refused with 410.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);
}
