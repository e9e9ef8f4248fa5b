using System.Text;
using Mobile.Features.Campaigns.Composing;
using Mobile.Features.Data;
using Mobile.Features.Devices;
using Mobile.Features.Pipeline;
using Mobile.Features.Push;

namespace Mobile.Features.Campaigns.Audiences;

/// <summary>Whom a campaign would reach if it were sent now, and what each platform would carry to them.</summary>
public static class PreviewAudience
{
    /// <param name="UnknownZones">Devices among them whose time zone could not be read: a local time is UTC for them.</param>
    /// <param name="ScheduledBefore">How many devices the campaigns have that the caller has scheduled alone around now.</param>
    /// <param name="NeedsApproval">Of a second person, where the caller schedules it, being so many with those.</param>
    /// <param name="Errors">What is wrong with the text, by member; its payload is shown all the same where there is one.</param>
    public sealed record Preview(
        long Devices, long Users, long UnknownZones, long ScheduledBefore, bool NeedsApproval, IReadOnlyList<PlatformPreview> Platforms,
        IReadOnlyDictionary<string, string[]> Errors);

    /// <param name="Payload">JSON, as it goes over the wire.</param>
    /// <param name="Bytes">Of the payload, of which <see cref="PushPayload.MaxBytes"/> fit.</param>
    public sealed record PlatformPreview(PushPlatform Platform, long Devices, long Users, string Payload, int Bytes);

    public sealed class Handler(AudienceCounts counts, DbSession db, CampaignOptions options, SchedulingAllowance allowance, Staff staff, TimeProvider clock)
    {
        /// <summary>Of a campaign as it is stored.</summary>
        public async Task<Outcome<Preview>> PreviewAsync(string id, CancellationToken stop)
        {
            staff.MustBeStaff();
            return await CampaignRows.FindAsync(db, id, stop) is { } campaign
                ? await PreviewAsync(id, campaign.Audience, campaign.Content, stop)
                : CampaignProblems.CampaignNotFound;
        }

        /// <summary>Of one that somebody is writing.</summary>
        public Task<Outcome<Preview>> PreviewAsync(DraftCampaign.Change change, CancellationToken stop)
        {
            staff.MustBeStaff();
            return PreviewAsync(change.Id ?? Ids.New(clock), change.Audience, change.Content, stop);
        }

        private async Task<Outcome<Preview>> PreviewAsync(string id, string json, PushContent content, CancellationToken stop)
        {
            var (audience, errors) = AudienceReader.Read(json);
            if (audience is null)
            {
                return CampaignProblems.Invalid(errors);
            }

            var now = clock.GetUtcNow();
            var size = await counts.CountAsync(audience, content.Category, now, stop);
            var before = await allowance.ReadAsync(staff.PersonKey, id, now, stop);
            return new Preview(
                size.Devices,
                size.Users,
                await counts.CountUnknownZonesAsync(audience, content.Category, now, stop),
                before,
                size.Devices + before > options.ApprovalThreshold,
                [.. Enum.GetValues<PushPlatform>().Select(platform => Render(platform, size.Platforms[platform], id, content))],
                DraftRules.CheckContent(content, id).ByMember);
        }

        private static PlatformPreview Render(PushPlatform platform, PlatformSize size, string id, PushContent content)
        {
            var payload = PushPayload.Render(platform, id, content);
            return new(platform, size.Devices, size.Users, Encoding.UTF8.GetString(payload.Span), payload.Length);
        }
    }
}
