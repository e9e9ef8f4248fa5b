using System.Globalization;
using Mobile.Features.Data;
using Mobile.Features.Devices;

namespace Mobile.Features.Campaigns;

/// <summary>A row of <c>campaigns</c>.</summary>
internal sealed record CampaignRow
{
    /// <summary>To the minute, without a zone; sorts by time.</summary>
    public const string LocalTimeFormat = "yyyy-MM-dd'T'HH:mm";

    public const string Columns = """
        id AS Id, name AS Name, state AS State, revision AS Revision, category AS Category, title AS Title, body AS Body, deep_link AS DeepLink,
        collapse_id AS CollapseId, time_to_live_seconds AS TimeToLiveSeconds, audience AS Audience, schedule AS Schedule, send_at AS SendAt,
        local_time AS LocalTime, throttle_per_minute AS ThrottlePerMinute, weekly_cap AS WeeklyCap, honours_quiet_hours AS HonoursQuietHours,
        retries_unknown AS RetriesUnknown, created_by AS CreatedBy, created_at AS CreatedAt, edited_by AS EditedBy, edited_at AS EditedAt,
        scheduled_by AS ScheduledBy, scheduled_at AS ScheduledAt, approved_by AS ApprovedBy, approved_at AS ApprovedAt, prepare_at AS PrepareAt,
        prepared_at AS PreparedAt, ended_at AS EndedAt, snapshot_after AS SnapshotAfter, recipients AS Recipients,
        scheduled_person AS ScheduledPerson, scheduled_devices AS ScheduledDevices, approved_person AS ApprovedPerson
        """;

    public string Id { get; init; } = "";

    public string Name { get; init; } = "";

    public string State { get; init; } = "";

    public long Revision { get; init; }

    public string Category { get; init; } = "";

    public string Title { get; init; } = "";

    public string Body { get; init; } = "";

    public string? DeepLink { get; init; }

    public string? CollapseId { get; init; }

    public long TimeToLiveSeconds { get; init; }

    public string Audience { get; init; } = "";

    public string? Schedule { get; init; }

    public long? SendAt { get; init; }

    public string? LocalTime { get; init; }

    public long? ThrottlePerMinute { get; init; }

    public long? WeeklyCap { get; init; }

    public long HonoursQuietHours { get; init; }

    public long RetriesUnknown { get; init; }

    public string CreatedBy { get; init; } = "";

    public long CreatedAt { get; init; }

    public string EditedBy { get; init; } = "";

    public long EditedAt { get; init; }

    public string? ScheduledBy { get; init; }

    public long? ScheduledAt { get; init; }

    public string? ScheduledPerson { get; init; }

    public long? ScheduledDevices { get; init; }

    public string? ApprovedBy { get; init; }

    public long? ApprovedAt { get; init; }

    public string? ApprovedPerson { get; init; }

    public long? PrepareAt { get; init; }

    public long? PreparedAt { get; init; }

    public long? EndedAt { get; init; }

    public string? SnapshotAfter { get; init; }

    public long Recipients { get; init; }

    /// <summary>Not among <see cref="Columns"/>: the throttle's alone.</summary>
    public long NextClaimAt { get; init; }

    public static CampaignRow Of(Campaign campaign) => new()
    {
        Id = campaign.Id,
        Name = campaign.Name,
        State = campaign.State,
        Revision = campaign.Revision,
        Category = campaign.Content.Category.Name(),
        Title = campaign.Content.Title,
        Body = campaign.Content.Body,
        DeepLink = campaign.Content.DeepLink,
        CollapseId = campaign.Content.CollapseId,
        TimeToLiveSeconds = (long)campaign.Content.TimeToLive.TotalSeconds,
        Audience = campaign.Audience,
        Schedule = campaign.Schedule?.Kind.Name(),
        SendAt = campaign.Schedule?.SendAt?.ToUnixTimeMilliseconds(),
        LocalTime = campaign.Schedule?.LocalTime?.ToString(LocalTimeFormat, CultureInfo.InvariantCulture),
        ThrottlePerMinute = campaign.ThrottlePerMinute,
        WeeklyCap = campaign.WeeklyCap,
        HonoursQuietHours = campaign.HonoursQuietHours ? 1 : 0,
        RetriesUnknown = campaign.RetriesUnknown ? 1 : 0,
        CreatedBy = campaign.Created.UserId,
        CreatedAt = campaign.Created.At.ToUnixTimeMilliseconds(),
        EditedBy = campaign.Edited.UserId,
        EditedAt = campaign.Edited.At.ToUnixTimeMilliseconds(),
        ScheduledBy = campaign.Scheduled?.UserId,
        ScheduledAt = campaign.Scheduled?.At.ToUnixTimeMilliseconds(),
        ScheduledPerson = campaign.Scheduled?.PersonKey,
        ScheduledDevices = campaign.ScheduledDevices,
        ApprovedBy = campaign.Approved?.UserId,
        ApprovedAt = campaign.Approved?.At.ToUnixTimeMilliseconds(),
        ApprovedPerson = campaign.Approved?.PersonKey,
        PrepareAt = campaign.PrepareAt?.ToUnixTimeMilliseconds(),
        PreparedAt = campaign.PreparedAt?.ToUnixTimeMilliseconds(),
        EndedAt = campaign.EndedAt?.ToUnixTimeMilliseconds(),
        SnapshotAfter = campaign.SnapshotAfter,
        Recipients = campaign.Recipients,
    };

    public Campaign ToCampaign() => new(
        Id,
        Name,
        State,
        Revision,
        new(PushCategories.Parse(Category), Title, Body, DeepLink, CollapseId, TimeSpan.FromSeconds(TimeToLiveSeconds)),
        Audience,
        (int?)ThrottlePerMinute,
        (int?)WeeklyCap,
        HonoursQuietHours == 1,
        RetriesUnknown == 1,
        new(CreatedBy, CreatedAt.ToTime()),
        new(EditedBy, EditedAt.ToTime()),
        Schedule is null ? null : new(ScheduleKinds.Parse(Schedule), SendAt?.ToTime(), ParseLocalTime(LocalTime)),
        Mark(ScheduledBy, ScheduledAt, ScheduledPerson),
        Mark(ApprovedBy, ApprovedAt, ApprovedPerson),
        PrepareAt?.ToTime(),
        PreparedAt?.ToTime(),
        EndedAt?.ToTime(),
        SnapshotAfter,
        Recipients,
        ScheduledDevices);

    private static CampaignMark? Mark(string? userId, long? at, string? personKey) => userId is null ? null : new(userId, at!.Value.ToTime(), personKey);

    private static DateTime? ParseLocalTime(string? text) =>
        text is null ? null : DateTime.ParseExact(text, LocalTimeFormat, CultureInfo.InvariantCulture);
}
