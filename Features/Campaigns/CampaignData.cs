using Mobile.Features.Pipeline.Privacy;

namespace Mobile.Features.Campaigns;

/// <summary>Who of staff wrote, scheduled and approved a campaign. Whom it went to stands with the pushes.</summary>
internal sealed class CampaignData : IPersonalData
{
    private const string Work = "Staff's work for the shop; the audit log's entries are exported.";

    public IReadOnlyList<PersonalTable> Tables { get; } =
    [
        new("campaigns", Work, "Ids of staff and keyed hashes of who they are, and counts: who sent what to how many stays known."),
        new("campaign_authors", Work, "Ids of staff and keyed hashes of who they are: an author never approves what they wrote, under another account neither."),
        new("campaign_schedulers", Work, "Keyed hashes of staff: what one person schedules is added up."),
    ];
}
