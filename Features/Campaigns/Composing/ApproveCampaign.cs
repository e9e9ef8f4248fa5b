using Mobile.Features.Data;
using Mobile.Features.Pipeline;

namespace Mobile.Features.Campaigns.Composing;

/// <summary>A second person agrees that so many get this: nobody who has ever written on it, nor who has scheduled it, under whatever account.</summary>
public static class ApproveCampaign
{
    /// <param name="SeenRevision">What was looked at is what is approved.</param>
    /// <param name="EvenIfLate">Also when the time at which it was to be sent is over; then it is sent at once.</param>
    public sealed record Change(string Id, long SeenRevision, bool EvenIfLate = false);

    public sealed class Handler(CampaignChanges changes, DbSession db, Staff staff, TimeProvider clock)
    {
        public Task<Outcome<Campaign>> ApproveAsync(Change change, CancellationToken stop) =>
            changes.ApplyAsync(change.Id, change.SeenRevision, campaign => ApproveAsync(campaign, change.EvenIfLate, stop), stop);

        private async Task<Outcome<CampaignChange>> ApproveAsync(Campaign campaign, bool evenIfLate, CancellationToken stop)
        {
            if (campaign.State != CampaignStates.AwaitingApproval)
            {
                return CampaignProblems.NotFrom(campaign.State);
            }

            if (await CampaignParticipants.IncludeAsync(db, staff, campaign.Id, stop))
            {
                return CampaignProblems.SecondPersonRequired;
            }

            var (now, schedule) = (clock.GetUtcNow(), campaign.Schedule!);
            if (schedule.HasPassed(now) && (!evenIfLate || schedule.Kind is ScheduleKind.Local))
            {
                return CampaignProblems.ScheduleHasPassed;
            }

            var next = campaign with
            {
                State = CampaignStates.Scheduled,
                Approved = new(staff.UserId, now, staff.PersonKey),
                PrepareAt = campaign.SnapshotAfter is null && campaign.PrepareAt < now ? now : campaign.PrepareAt,
            };
            return new CampaignChange(next, "campaign-approved");
        }
    }
}
