using Mobile.Features.Push;
using Mobile.Features.Push.Sending;

namespace Mobile.Features.Campaigns;

/// <summary>One push for many devices: what it says, to whom, when and how fast, and where it stands.</summary>
/// <param name="Id">Also the id of its push.</param>
/// <param name="Revision">Goes up with each change of content or state.</param>
/// <param name="Audience">As JSON: see <see cref="Audiences.AudienceReader"/>.</param>
/// <param name="ThrottlePerMinute">How many devices at most in any minute; null for as many as the gateway takes.</param>
/// <param name="WeeklyCap">How many campaigns a user may have had within seven days, to get this one too; null for any number.</param>
/// <param name="RetriesUnknown">Sends again by itself what may have arrived, since the collapse id replaces it on the screen.</param>
/// <param name="Schedule">Null in a draft.</param>
/// <param name="PrepareAt">When the snapshot is due, and the moment from which the audience's days are counted back.</param>
/// <param name="PreparedAt">When the snapshot was complete.</param>
/// <param name="EndedAt">When the last delivery was settled.</param>
/// <param name="SnapshotAfter">The last device of which the snapshot has decided; null before the first.</param>
/// <param name="Recipients">The devices of the snapshot so far.</param>
/// <param name="ScheduledDevices">How many devices it was for when it was scheduled.</param>
public sealed record Campaign(
    string Id,
    string Name,
    string State,
    long Revision,
    PushContent Content,
    string Audience,
    int? ThrottlePerMinute,
    int? WeeklyCap,
    bool HonoursQuietHours,
    bool RetriesUnknown,
    CampaignMark Created,
    CampaignMark Edited,
    CampaignSchedule? Schedule = null,
    CampaignMark? Scheduled = null,
    CampaignMark? Approved = null,
    DateTimeOffset? PrepareAt = null,
    DateTimeOffset? PreparedAt = null,
    DateTimeOffset? EndedAt = null,
    string? SnapshotAfter = null,
    long Recipients = 0,
    long? ScheduledDevices = null)
{
    /// <summary>When somebody last decided that it goes out as it is.</summary>
    public DateTimeOffset? DecidedAt => Approved?.At ?? Scheduled?.At;

    /// <summary>After something of it waits again: it runs on where it was completed.</summary>
    internal Campaign Reopened() => this with { State = State == CampaignStates.Completed ? CampaignStates.Running : State, EndedAt = null };

    /// <summary>Without its schedule and whatever was decided on it.</summary>
    internal Campaign Drafted() => this with
    {
        State = CampaignStates.Draft,
        Schedule = null,
        Scheduled = null,
        ScheduledDevices = null,
        Approved = null,
        PrepareAt = null,
    };

    /// <summary>What it says, as it is handed over.</summary>
    internal StoredPush ToPush() => new(Id, DeliveryLanes.Campaign, Content, ExpiresAt: null, RetriesUnknown, HonoursQuietHours);
}

/// <summary>Who did something, and when.</summary>
/// <param name="PersonKey">Of who has scheduled or approved; null from before it was kept. See <see cref="Pipeline.StaffIdentity"/>.</param>
public sealed record CampaignMark(string UserId, DateTimeOffset At, string? PersonKey = null);
