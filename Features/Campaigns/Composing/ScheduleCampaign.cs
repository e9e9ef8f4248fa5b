using System.Globalization;
using Mobile.Features.Campaigns.Audiences;
using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Campaigns.Composing;

/// <summary>Says when a draft is sent; a large one then waits for a second person.</summary>
public static class ScheduleCampaign
{
    private static readonly TimeSpan Furthest = TimeSpan.FromDays(365);

    public sealed record Change(string Id, CampaignSchedule Schedule, long? SeenRevision = null);

    public sealed class Handler(CampaignChanges changes, AudienceCounts counts, DbSession db, SchedulingAllowance allowance, Staff staff, TimeProvider clock)
    {
        public async Task<Outcome<Campaign>> ScheduleAsync(Change change, CancellationToken stop)
        {
            staff.MustBe(Staff.Push);
            var now = clock.GetUtcNow();
            if (Refuse(change.Schedule, now) is { } refused)
            {
                return refused;
            }

            if (await CampaignRows.FindAsync(db, change.Id, stop) is not { } draft)
            {
                return CampaignProblems.CampaignNotFound;
            }

            // A large audience takes longer to count than a transaction may last; what was counted is what is scheduled.
            var size = await counts.CountAsync(AudienceReader.ReadStored(draft.Audience), draft.Content.Category, now, stop);
            return await changes.ApplyAsync(change.Id, change.SeenRevision ?? draft.Revision, campaign => ScheduleAsync(campaign, change.Schedule, size, now, stop), stop);
        }

        private async Task<Outcome<CampaignChange>> ScheduleAsync(
            Campaign campaign, CampaignSchedule schedule, AudienceSize size, DateTimeOffset now, CancellationToken stop)
        {
            if (campaign.State != CampaignStates.Draft)
            {
                return CampaignProblems.NotFrom(campaign.State);
            }

            var begins = schedule.Begins(now);
            var large = await allowance.IsExceededAsync(staff.PersonKey, campaign.Id, begins, size.Devices, stop);
            var next = campaign with
            {
                State = large ? CampaignStates.AwaitingApproval : CampaignStates.Scheduled,
                Schedule = schedule,
                Scheduled = new(staff.UserId, now, staff.PersonKey),
                ScheduledDevices = size.Devices,
                Approved = null,
                PrepareAt = begins,
            };
            return new CampaignChange(
                next, "campaign-scheduled", $"{Describe(schedule)}, for {size.Devices} devices of {size.Users} users{(large ? "; to be approved" : "")}.");
        }
    }

    private static Problem? Refuse(CampaignSchedule schedule, DateTimeOffset now)
    {
        if ((schedule.Kind is ScheduleKind.At) != schedule.SendAt.HasValue || schedule.SendAt < now || schedule.SendAt > now + Furthest)
        {
            return CampaignProblems.Invalid("sendAt", $"Give a time from now to {Furthest.Days} days ahead, where the campaign is sent at a time.");
        }

        return (schedule.Kind is ScheduleKind.Local) != schedule.LocalTime.HasValue || IsOutOfReach(schedule.LocalTime, now) || schedule.HasPassed(now)
            ? CampaignProblems.Invalid("localTime", $"Give a time to the minute that is still ahead somewhere, and at most {Furthest.Days} days away.")
            : null;
    }

    private static bool IsOutOfReach(DateTime? local, DateTimeOffset now) => local is { } time
        && (time.Ticks % TimeSpan.TicksPerMinute != 0 || (time - now.UtcDateTime).Duration() > Furthest);

    private static string Describe(CampaignSchedule schedule) => schedule.Kind switch
    {
        ScheduleKind.At => $"At {schedule.SendAt:u}",
        ScheduleKind.Local => string.Create(CultureInfo.InvariantCulture, $"At {schedule.LocalTime:yyyy-MM-dd HH:mm} local time"),
        _ => "Now",
    };
}
