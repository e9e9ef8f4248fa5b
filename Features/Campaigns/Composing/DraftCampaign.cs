using Mobile.Features.Data;
using Mobile.Features.Devices;
using Mobile.Features.Pipeline;
using Mobile.Features.Push;

namespace Mobile.Features.Campaigns.Composing;

/// <summary>Begins a campaign, or writes on one that is still a draft.</summary>
public static class DraftCampaign
{
    /// <param name="Id">Null for a new one.</param>
    /// <param name="Audience">As JSON: see <see cref="Audiences.AudienceReader"/>.</param>
    /// <param name="TimeToLive">How long the platform tries to reach a device that is off.</param>
    public sealed record Change(
        string? Id,
        string Name,
        PushCategory Category,
        string Title,
        string Body,
        string Audience,
        string? DeepLink = null,
        string? CollapseId = null,
        TimeSpan? TimeToLive = null,
        int? ThrottlePerMinute = null,
        int? WeeklyCap = null,
        bool HonoursQuietHours = true,
        bool RetriesUnknown = false,
        long? SeenRevision = null)
    {
        private static readonly TimeSpan OneDay = TimeSpan.FromDays(1);

        public PushContent Content { get; } = new(Category, Title, Body, DeepLink, CollapseId, TimeToLive ?? OneDay);
    }

    public sealed class Handler(DbSession db, CampaignChanges changes, Audit audit, Staff staff, TimeProvider clock)
    {
        public Task<Outcome<Campaign>> SaveAsync(Change change, CancellationToken stop)
        {
            staff.MustBe(Staff.Push);
            var (id, now) = (change.Id ?? Ids.New(clock), clock.GetUtcNow());
            var errors = DraftRules.Check(change, id);
            if (!errors.None)
            {
                return Task.FromResult<Outcome<Campaign>>(CampaignProblems.Invalid(errors.ByMember));
            }

            return change.Id is null
                ? db.DecideAsync(() => AddAsync(Write(change, new(id, "", CampaignStates.Draft, 1, change.Content, "", null, null, true, false, By(now), By(now)), now)), stop)
                : changes.ApplyAsync(id, change.SeenRevision, campaign => EditAsync(change, campaign, now), stop);
        }

        /// <summary>A new row; within a write.</summary>
        internal async Task<Outcome<Campaign>> AddAsync(Campaign campaign, string? from = null)
        {
            var row = CampaignRow.Of(campaign);
            await db.ExecuteAsync(Sql.Insert, row);
            await RememberAuthorAsync(campaign.Id);
            await audit.RecordAsync(
                staff.UserId, from is null ? "campaign-drafted" : "campaign-duplicated", CampaignChanges.Subject(campaign.Id), from is null ? campaign.Name : $"{campaign.Name}, from {from}");
            return row.ToCampaign();
        }

        private async Task<Outcome<CampaignChange>> EditAsync(Change change, Campaign campaign, DateTimeOffset now)
        {
            if (campaign.State != CampaignStates.Draft)
            {
                return CampaignProblems.NotFrom(campaign.State);
            }

            await RememberAuthorAsync(campaign.Id);
            return new CampaignChange(Write(change, campaign, now), "campaign-edited", change.Name);
        }

        private Campaign Write(Change change, Campaign campaign, DateTimeOffset now) => campaign with
        {
            Name = change.Name,
            Content = change.Content,
            Audience = change.Audience,
            ThrottlePerMinute = change.ThrottlePerMinute,
            WeeklyCap = change.WeeklyCap,
            HonoursQuietHours = change.HonoursQuietHours,
            RetriesUnknown = change.RetriesUnknown,
            Edited = By(now),
        };

        private CampaignMark By(DateTimeOffset now) => new(staff.UserId, now);

        private Task<int> RememberAuthorAsync(string id) => db.ExecuteAsync(
            Sql.RememberAuthor, new { id, author = staff.UserId, staff.PersonKey });
    }

    private static class Sql
    {
        public const string RememberAuthor = """
            INSERT INTO campaign_authors (campaign_id, user_id, person_key)
            SELECT id, @author, @PersonKey FROM campaigns
            WHERE id = @id AND NOT EXISTS (SELECT 1 FROM campaign_authors known WHERE known.campaign_id = @id AND known.user_id = @author)
            """;

        public const string Insert = """
            INSERT INTO campaigns (
                id, name, state, revision, category, title, body, deep_link, collapse_id, time_to_live_seconds, audience, throttle_per_minute,
                weekly_cap, honours_quiet_hours, retries_unknown, created_by, created_at, edited_by, edited_at, recipients, next_claim_at)
            VALUES (
                @Id, @Name, @State, @Revision, @Category, @Title, @Body, @DeepLink, @CollapseId, @TimeToLiveSeconds, @Audience, @ThrottlePerMinute,
                @WeeklyCap, @HonoursQuietHours, @RetriesUnknown, @CreatedBy, @CreatedAt, @EditedBy, @EditedAt, 0, 0)
            """;
    }
}
