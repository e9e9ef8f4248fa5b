using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Campaigns;

/// <summary>
/// The one door through which a campaign changes: staff under the role, the worker in its own name; in one transaction with the next
/// revision and the audit log, and decided on what is stored rather than on what somebody has seen.
/// </summary>
public sealed class CampaignChanges(DbSession db, Audit audit, StoreEpoch epoch, Staff staff)
{
    /// <summary>Who acts where nobody does, in the audit log.</summary>
    private const string Worker = "campaign-runner";

    private const string Restore = "after-restore";

    private const string AccountClosing = "account-closing";

    /// <summary>For the audit log.</summary>
    public static string Subject(string id) => $"campaign/{id}";

    /// <param name="seenRevision">The revision on which the decision was made; null to decide on whatever is there.</param>
    /// <param name="decide">The campaign as it is to be, and what to call that; or why not, and then it has written nothing.</param>
    /// <returns>The campaign as it is now.</returns>
    /// <exception cref="ProblemException">403: the caller may not change it.</exception>
    public Task<Outcome<Campaign>> ApplyAsync(
        string id, long? seenRevision, Func<Campaign, Task<Outcome<CampaignChange>>> decide, CancellationToken stop)
    {
        staff.MustBe(Staff.Push);
        return ChangeAsync(staff.UserId, id, seenRevision, decide, stop);
    }

    /// <summary>The same, of what can be decided without asking the database.</summary>
    public Task<Outcome<Campaign>> ApplyAsync(
        string id, long? seenRevision, Func<Campaign, Outcome<CampaignChange>> decide, CancellationToken stop) =>
        ApplyAsync(id, seenRevision, campaign => Task.FromResult(decide(campaign)), stop);

    /// <summary>What the worker does when it is time; another worker may have been faster.</summary>
    internal Task<Outcome<Campaign>> ContinueAsync(string id, Func<Campaign, Task<Outcome<CampaignChange>>> decide, CancellationToken stop) =>
        ChangeAsync(Worker, id, seenRevision: null, decide, stop);

    /// <summary>What is done once a backup was restored.</summary>
    internal Task<Outcome<Campaign>> RestoreAsync(string id, Func<Campaign, Task<Outcome<CampaignChange>>> decide, CancellationToken stop) =>
        ChangeAsync(Restore, id, seenRevision: null, decide, stop);

    /// <summary>What the end of somebody's account does, within its transaction: where it is refused, that transaction goes on.</summary>
    internal Task<Outcome<Campaign>> CloseAsync(string id, Func<Campaign, Outcome<CampaignChange>> decide) =>
        TryAsync(AccountClosing, id, seenRevision: null, campaign => Task.FromResult(decide(campaign)), CancellationToken.None);

    private Task<Outcome<Campaign>> ChangeAsync(
        string actor, string id, long? seenRevision, Func<Campaign, Task<Outcome<CampaignChange>>> decide, CancellationToken stop) =>
        db.DecideAsync(() => TryAsync(actor, id, seenRevision, decide, stop), stop);

    private async Task<Outcome<Campaign>> TryAsync(
        string actor, string id, long? seenRevision, Func<Campaign, Task<Outcome<CampaignChange>>> decide, CancellationToken stop)
    {
        // Taking the number first locks out everybody else who wants to change this campaign, the worker too.
        if (await db.ExecuteAsync(Sql.Advance, new { id, seenRevision, epoch.VersionFloor }) == 0)
        {
            return await CampaignRows.FindAsync(db, id, stop) is null ? CampaignProblems.CampaignNotFound : CampaignProblems.CampaignChanged;
        }

        var campaign = (await CampaignRows.FindAsync(db, id, stop))!;

        var decided = await decide(campaign);
        if (decided.Problem is { } problem)
        {
            return problem;
        }

        var (next, action, detail) = decided.Value!;
        if (campaign.State != next.State && !CampaignStates.MayBecome(campaign.State, next.State))
        {
            return CampaignProblems.NotFrom(campaign.State);
        }

        var row = CampaignRow.Of(next);
        await db.ExecuteAsync(Sql.Save, row);
        await audit.RecordAsync(actor, action, Subject(id), detail);
        return row.ToCampaign();
    }

    private static class Sql
    {
        public const string Advance = """
            UPDATE campaigns SET revision = CASE WHEN revision < @VersionFloor THEN @VersionFloor ELSE revision + 1 END
            WHERE id = @id AND (@seenRevision IS NULL OR revision = @seenRevision)
            """;

        /// <summary>All but what the snapshot and the throttle keep count of.</summary>
        public const string Save = """
            UPDATE campaigns
            SET name = @Name, state = @State, category = @Category, title = @Title, body = @Body, deep_link = @DeepLink, collapse_id = @CollapseId,
                time_to_live_seconds = @TimeToLiveSeconds, audience = @Audience, schedule = @Schedule, send_at = @SendAt, local_time = @LocalTime,
                throttle_per_minute = @ThrottlePerMinute, weekly_cap = @WeeklyCap, honours_quiet_hours = @HonoursQuietHours,
                retries_unknown = @RetriesUnknown, edited_by = @EditedBy, edited_at = @EditedAt, scheduled_by = @ScheduledBy,
                scheduled_at = @ScheduledAt, scheduled_person = @ScheduledPerson, scheduled_devices = @ScheduledDevices,
                approved_by = @ApprovedBy, approved_at = @ApprovedAt, approved_person = @ApprovedPerson, prepare_at = @PrepareAt,
                prepared_at = @PreparedAt, ended_at = @EndedAt
            WHERE id = @Id
            """;
    }
}

/// <summary>What becomes of a campaign, as the audit log keeps it.</summary>
/// <param name="Action">In the past tense: <c>campaign-scheduled</c>.</param>
public sealed record CampaignChange(Campaign Next, string Action, string? Detail = null);
