namespace Mobile.Features.Devices;

/// <summary>The end of a registration. The row stays, with the user's preferences; its handle is forgotten, and the hub is yet to be told.</summary>
public static class Unregistration
{
    /// <summary>
    /// Goes on with AND and which devices are meant; takes <c>@now</c> and, of <see cref="UnregisteredReasons"/>, <c>@reason</c>. One that has
    /// ended before keeps its reason.
    /// </summary>
    public const string End = """
        UPDATE devices
        SET unregistered_at = @now, unregistered_reason = @reason, push_handle = '', push_handle_hash = '', hub_refused_at = NULL,
            revision = revision + 1, hub_generation = 0
        WHERE unregistered_at IS NULL
        """;
}

/// <summary>Why a device is no longer registered.</summary>
public static class UnregisteredReasons
{
    /// <summary>Another installation registered its handle.</summary>
    public const string Moved = "moved";

    /// <summary>The user removed it.</summary>
    public const string Removed = "removed";

    /// <summary>The session that registered it has ended.</summary>
    public const string SignedOut = "signed-out";

    /// <summary>The app was not started for a long time.</summary>
    public const string Stale = "stale";

    /// <summary>The user has registered as many others since.</summary>
    public const string TooMany = "too-many";

    /// <summary>The platform says that its handle is no longer good.</summary>
    public const string HandleDead = "handle-dead";

    /// <summary>The user has deleted the account.</summary>
    public const string AccountDeleted = "account-deleted";

    /// <summary>A member of staff ended it.</summary>
    public const string EndedByStaff = "ended-by-staff";
}
