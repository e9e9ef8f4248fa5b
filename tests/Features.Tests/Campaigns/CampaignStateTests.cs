using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Campaigns;
using Mobile.Features.Campaigns.Composing;
using Mobile.Features.Campaigns.Running;
using Mobile.Features.Pipeline;

namespace Mobile.Features.Tests.Campaigns;

/// <summary>Every action in every state: where it leads, or that it is refused and changes nothing.</summary>
public abstract class CampaignStateTests(TestHost host) : CampaignScene(host)
{
    private static readonly Dictionary<string, Func<Desk, string, Task<Outcome<Campaign>>>> Actions = new(StringComparer.Ordinal)
    {
        ["edit"] = (desk, id) => desk.AskAsync((DraftCampaign.Handler handler) => handler.SaveAsync(Draft() with { Id = id }, default)),
        ["schedule"] = (desk, id) => desk.AskAsync((ScheduleCampaign.Handler handler) => handler.ScheduleAsync(new(id, CampaignSchedule.Now), default)),
        ["approve"] = (desk, id) => desk.AskAsync((ApproveCampaign.Handler handler) => handler.ApproveAsync(new(id, 1), default)),
        ["return"] = (desk, id) => desk.AskAsync((ReturnToDraft.Handler handler) => handler.ReturnAsync(id, null, default)),
        ["pause"] = (desk, id) => desk.AskAsync((PauseCampaign.Handler handler) => handler.PauseAsync(id, null, default)),
        ["resume"] = (desk, id) => desk.AskAsync((ResumeCampaign.Handler handler) => handler.ResumeAsync(id, null, default)),
        ["cancel"] = (desk, id) => desk.AskAsync((CancelCampaign.Handler handler) => handler.CancelAsync(id, null, default)),
    };

    private static readonly Dictionary<(string Action, string From), string> Allowed = new()
    {
        [("edit", "draft")] = "draft",
        [("schedule", "draft")] = "scheduled",
        [("approve", "awaiting-approval")] = "scheduled",
        [("return", "awaiting-approval")] = "draft",
        [("return", "scheduled")] = "draft",
        [("pause", "preparing")] = "paused",
        [("pause", "running")] = "paused",
        [("resume", "paused")] = "running",
        [("cancel", "draft")] = "cancelled",
        [("cancel", "awaiting-approval")] = "cancelled",
        [("cancel", "scheduled")] = "cancelled",
        [("cancel", "preparing")] = "cancelled",
        [("cancel", "running")] = "cancelled",
        [("cancel", "paused")] = "cancelled",
    };

    public static TheoryData<string, string> EveryActionInEveryState
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var action in Actions.Keys)
            {
                foreach (var state in CampaignStates.All)
                {
                    rows.Add(action, state);
                }
            }

            return rows;
        }
    }

    public sealed class Sqlite(SqliteApiHost host) : CampaignStateTests(host), IClassFixture<SqliteApiHost>;

    public sealed class SqlServer(SqlServerApiHost host) : CampaignStateTests(host), IClassFixture<SqlServerApiHost>;

    [EngineTheory]
    [MemberData(nameof(EveryActionInEveryState))]
    public async Task An_action_leads_where_it_leads_or_is_refused(string action, string from)
    {
        var id = (await SaveAsync(Draft())).Id;
        await PutAsync(id, from);
        var before = await FindAsync(id);
        var audit = await AuditAsync(id);

        var outcome = await Actions[action](action == "approve" ? SecondPerson : Author, id);

        var after = await FindAsync(id);
        if (Allowed.TryGetValue((action, from), out var to))
        {
            Assert.Equal((null, to, to), (outcome.Problem?.Type.Code, outcome.Value?.State, after.State));
            Assert.Equal(before.Revision + 1, after.Revision);
            Assert.Equal(audit.Count + 1, (await AuditAsync(id)).Count);
        }
        else
        {
            Assert.Equal("wrong-campaign-state", outcome.Problem?.Type.Code);
            Assert.Equal(before, after);
            Assert.Equal(audit, await AuditAsync(id));
        }
    }

    [EngineFact]
    public async Task What_is_decided_on_an_old_revision_is_not_done()
    {
        var draft = await SaveAsync(Draft());
        await SaveAsync(Draft() with { Id = draft.Id, Name = "Another" });

        await Author.AssertRefusedAsync("campaign-changed", (ScheduleCampaign.Handler handler) => handler.ScheduleAsync(new(draft.Id, CampaignSchedule.Now, draft.Revision), default));
        await Author.AssertRefusedAsync("campaign-changed", (CancelCampaign.Handler handler) => handler.CancelAsync(draft.Id, draft.Revision, default));
        await Author.AssertRefusedAsync("campaign-not-found", (CancelCampaign.Handler handler) => handler.CancelAsync("nobody", null, default));

        Assert.Equal(CampaignStates.Draft, (await FindAsync(draft.Id)).State);
    }

    [EngineFact]
    public async Task A_snapshot_that_was_paused_goes_on_as_a_snapshot()
    {
        var id = (await SaveAsync(Draft())).Id;
        await PutAsync(id, CampaignStates.Paused);
        await Store.WriteAsync("UPDATE campaigns SET prepared_at = NULL WHERE id = @id", new { id });

        var resumed = await Author.GetAsync((ResumeCampaign.Handler handler) => handler.ResumeAsync(id, null, default));

        Assert.Equal(CampaignStates.Preparing, resumed.State);
    }

    [EngineFact]
    public async Task No_way_leads_out_of_the_last_state_and_no_change_goes_round_the_table()
    {
        Assert.All(CampaignStates.All, state => Assert.False(CampaignStates.MayBecome(CampaignStates.Cancelled, state)));
        var draft = await SaveAsync(Draft());
        await using var scope = Services.CreateAsyncScope();

        var outcome = await scope.ServiceProvider.GetRequiredService<CampaignChanges>().ContinueAsync(
            draft.Id, campaign => Task.FromResult<Outcome<CampaignChange>>(new CampaignChange(campaign with { State = CampaignStates.Running }, "leapt")), default);

        Assert.Equal("wrong-campaign-state", outcome.Problem?.Type.Code);
        Assert.Equal(CampaignStates.Draft, (await FindAsync(draft.Id)).State);
    }

    private Task<int> PutAsync(string id, string state) => Store.WriteAsync(
        """
        UPDATE campaigns SET state = @state, schedule = 'now', scheduled_by = 'sam', scheduled_at = 1, prepare_at = 1, prepared_at = @prepared WHERE id = @id
        """,
        new { id, state, prepared = state is CampaignStates.Running or CampaignStates.Paused or CampaignStates.Completed ? 2 : (long?)null });
}
