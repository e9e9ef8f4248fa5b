using System.Globalization;
using Mobile.Admin.Components.Controls;
using Mobile.Admin.Components.Pages.Campaigns;
using Mobile.Features.Campaigns;
using Mobile.Features.Campaigns.Composing;
using Mobile.Features.Campaigns.Running;
using Mobile.Features.Pipeline;

namespace Mobile.Admin.Actions;

/// <summary>What staff of the role push do with campaigns.</summary>
internal static class CampaignActions
{
    private static readonly string[] Push = [Staff.Push];

    public static void Map(AdminActions actions)
    {
        MapComposing(actions);
        MapDecisions(actions);

        actions.Map<CampaignPage>("/campaigns/{id}/pause", Push, (string id, PauseCampaign.Handler campaigns, CancellationToken stop) =>
            campaigns.PauseAsync(id, seenRevision: null, stop).ThenAsync(Home(id), "It is paused. What was being handed over just then still goes."));
        actions.Map<CampaignPage>("/campaigns/{id}/resume", Push, (string id, ActionInput form, ResumeCampaign.Handler campaigns, CancellationToken stop) =>
            campaigns.ResumeAsync(id, form.Revision, stop).ThenAsync(Home(id), "It goes on where it was."));
        actions.Map<CampaignPage>("/campaigns/{id}/cancel", Push, (string id, CancelCampaign.Handler campaigns, CancellationToken stop) =>
            campaigns.CancelAsync(id, seenRevision: null, stop).ThenAsync(Home(id), "It is cancelled: nothing more of it is sent."));
    }

    private static void MapComposing(AdminActions actions)
    {
        actions.Map<NewCampaignPage>("/campaigns/new/save", Push, (ActionInput form, DraftCampaign.Handler drafts, CancellationToken stop) =>
            SaveAsync(null, form, drafts, stop));
        actions.Map<EditCampaignPage>("/campaigns/{id}/edit/save", Push, (string id, ActionInput form, DraftCampaign.Handler drafts, CancellationToken stop) =>
            SaveAsync(id, form, drafts, stop));
        actions.Map<CampaignPage>("/campaigns/{id}/duplicate", Push, async (string id, ActionInput form, DuplicateCampaign.Handler campaigns, CancellationToken stop) =>
            (await campaigns.DuplicateAsync(id, form.Text("name"), stop)).Then(copy => $"{Home(copy.Id)}/edit", "This is the duplicate, a draft."));

        actions.Map<CampaignPage>("/campaigns/{id}/schedule", Push, async (string id, ActionInput form, ScheduleCampaign.Handler campaigns, CancellationToken stop) =>
        {
            var schedule = ReadSchedule(form);
            return form.Problem ?? Scheduled(await campaigns.ScheduleAsync(new(id, schedule, form.Revision), stop));
        });
        actions.Map<CampaignPage>("/campaigns/{id}/approve", Push, (string id, ActionInput form, ApproveCampaign.Handler campaigns, CancellationToken stop) =>
            campaigns.ApproveAsync(new(id, form.Revision, form.Checked("evenIfLate")), stop).ThenAsync(Home(id), "It is approved."));
        actions.Map<CampaignPage>("/campaigns/{id}/return", Push, (string id, ActionInput form, ReturnToDraft.Handler campaigns, CancellationToken stop) =>
            campaigns.ReturnAsync(id, form.Revision, stop).ThenAsync(Home(id), "It is a draft again. Nothing was sent."));
    }

    private static void MapDecisions(AdminActions actions)
    {
        actions.Map<CampaignPage>("/campaigns/{id}/retry-unknown", Push, async (string id, ActionInput form, ResolveUnknownRecipients.Handler recipients, CancellationToken stop) =>
            Changed(id, await recipients.RetryAsync(id, form.Revision, stop), "It is sent again to"));
        actions.Map<CampaignPage>("/campaigns/{id}/assume-delivered", Push, async (string id, ActionInput form, ResolveUnknownRecipients.Handler recipients, CancellationToken stop) =>
            Changed(id, await recipients.AssumeDeliveredAsync(id, form.Revision, stop), "It counts as delivered to"));
        actions.Map<CampaignPage>("/campaigns/{id}/retry-failed", Push, async (string id, ActionInput form, RetryFailedRecipients.Handler recipients, CancellationToken stop) =>
            Changed(id, await recipients.RetryAsync(id, form.Revision, stop), "It is sent again to"));
    }

    private static async Task<ActionAnswer> SaveAsync(string? id, ActionInput form, DraftCampaign.Handler drafts, CancellationToken stop)
    {
        if (!AudienceForm.IsToBeKept(form))
        {
            return ActionAnswer.ShowAgain;
        }

        var change = CampaignInput.Read(form, id);
        return form.Problem ?? (await drafts.SaveAsync(change, stop)).Then(campaign => Home(campaign.Id), "The draft is saved. Nothing is sent before you say when.");
    }

    private static CampaignSchedule ReadSchedule(ActionInput form)
    {
        switch (form.Text("kind"))
        {
            case "now" when (form.Text("sendAt") ?? form.Text("localTime")) is not null:
                form.Wrong("kind", "A time is filled in as well: choose it, or empty it first.");
                return CampaignSchedule.Now;
            case "now":
                return CampaignSchedule.Now;
            case "at":
                return form.Instant("sendAt") is { } time ? CampaignSchedule.At(time) : Missing("sendAt");
            case "local":
                return DateTime.TryParseExact(form.Text("localTime"), "yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
                    ? CampaignSchedule.Local(local)
                    : Missing("localTime");
            default:
                return Missing("kind");
        }

        CampaignSchedule Missing(string field)
        {
            form.Wrong(field, "Say when, such as 2026-12-31T18:00.");
            return CampaignSchedule.Now;
        }
    }

    private static ActionAnswer Scheduled(Outcome<Campaign> outcome) => outcome.Then(
        campaign => Home(campaign.Id),
        outcome.Value?.State == CampaignStates.AwaitingApproval ? "It waits for a second person, who approves." : "It is scheduled.");

    private static ActionAnswer Changed(string id, Outcome<RecipientChanges.Changed> outcome, string what) =>
        outcome.Then(Home(id), $"{what} {Figure.Of(outcome.Value?.Recipients ?? 0, "device")}.");

    private static string Home(string id) => $"/admin/campaigns/{id}";
}
