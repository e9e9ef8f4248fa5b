using Mobile.Features.Data;
using Mobile.Features.Pipeline;

namespace Mobile.Features.Campaigns.Composing;

/// <summary>Begins a draft that says the same to the same audience; when it is sent is decided anew.</summary>
public static class DuplicateCampaign
{
    private const int MaxName = 200;

    public sealed class Handler(DbSession db, DraftCampaign.Handler drafts, Staff staff, TimeProvider clock)
    {
        /// <param name="name">Null for the name of the original.</param>
        public Task<Outcome<Campaign>> DuplicateAsync(string id, string? name, CancellationToken stop)
        {
            staff.MustBe(Staff.Push);
            return name is not null && (string.IsNullOrWhiteSpace(name) || name.Length > MaxName || name.Any(char.IsControl))
                ? Task.FromResult<Outcome<Campaign>>(CampaignProblems.Invalid("name", $"Name the campaign, in one line of at most {MaxName} characters."))
                : db.DecideAsync(() => CopyAsync(id, name, stop), stop);
        }

        private async Task<Outcome<Campaign>> CopyAsync(string id, string? name, CancellationToken stop)
        {
            if (await CampaignRows.FindAsync(db, id, stop) is not { } original)
            {
                return CampaignProblems.CampaignNotFound;
            }

            var mark = new CampaignMark(staff.UserId, clock.GetUtcNow());
            return await drafts.AddAsync(
                new(
                    Ids.New(clock),
                    name ?? original.Name,
                    CampaignStates.Draft,
                    Revision: 1,
                    original.Content,
                    original.Audience,
                    original.ThrottlePerMinute,
                    original.WeeklyCap,
                    original.HonoursQuietHours,
                    original.RetriesUnknown,
                    Created: mark,
                    Edited: mark),
                id);
        }
    }
}
