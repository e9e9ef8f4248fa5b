namespace Mobile.Features.Push.Events;

/// <summary>A device of the user to whom something happened. Whether it may be told, and when, is asked when it is sent to.</summary>
internal sealed record EventDevice(string Id, string Platform, string Locale)
{
    /// <summary>The registered devices of <c>@UserId</c>.</summary>
    public const string OfUser = """
        SELECT id AS Id, platform AS Platform, locale AS Locale FROM devices WHERE user_id = @UserId AND unregistered_at IS NULL ORDER BY id
        """;
}
