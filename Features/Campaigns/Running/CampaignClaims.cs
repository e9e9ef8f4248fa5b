using Mobile.Features.Data;
using Mobile.Features.Devices;
using Mobile.Features.Push;
using Mobile.Features.Push.Sending;

namespace Mobile.Features.Campaigns.Running;

/// <summary>Takes deliveries of a running campaign as its throttle allows. Whether it still runs is asked in the same transaction: so a pause holds from the next claim on.</summary>
internal sealed class CampaignClaims(DbSession db, DeliveryClaims claims, IPushGateway gateway, CampaignOptions options, TimeProvider clock)
{
    private static readonly PushPlatform[] Platforms = Enum.GetValues<PushPlatform>();

    /// <summary>When the first delivery that waits is due; null where none waits.</summary>
    public async Task<DateTimeOffset?> NextAsync(string id, CancellationToken stop) => (await db.FindAsync<long?>(Sql.Next, new { id }, stop))?.ToTime();

    /// <param name="turn">A number that goes up, so that platforms take turns.</param>
    /// <returns>Nothing where nothing is due, or where the campaign does not run any more or another worker had this turn.</returns>
    public Task<Claim> ClaimAsync(Campaign campaign, int turn, CancellationToken stop) => db.WriteAsync(
        async () =>
        {
            var claim = await db.ExecuteAsync(Sql.Lock, new { campaign.Id, now = clock.UnixMilliseconds() }) == 1
                ? await TakeAsync(campaign, turn, stop)
                : Claim.Nothing;
            if (claim.Examined == 0)
            {
                db.Abandon();
            }

            return claim;
        },
        stop);

    private async Task<Claim> TakeAsync(Campaign campaign, int turn, CancellationToken stop)
    {
        var throttle = CampaignThrottle.Of(campaign.ThrottlePerMinute, Math.Min(options.BatchSize, gateway.MaxTargets));
        for (var i = 0; i < Platforms.Length; i++)
        {
            var platform = Platforms[(turn + i) % Platforms.Length];
            var claim = await claims.ClaimAsync(campaign.ToPush(), platform, throttle.Slice, campaign.WeeklyCap, stop);
            if (claim.Batch is not null && throttle.Pause > TimeSpan.Zero)
            {
                // From when these were taken, which is later than this began.
                await db.ExecuteAsync(Sql.Wait, new { campaign.Id, next = clock.UnixMilliseconds(ago: -throttle.Pause) });
            }

            if (claim.Examined > 0)
            {
                return claim;
            }
        }

        return Claim.Nothing;
    }

    private static class Sql
    {
        /// <summary>Changes nothing, and keeps out whoever wants to claim, pause or cancel until this claim is committed.</summary>
        public const string Lock = "UPDATE campaigns SET next_claim_at = next_claim_at WHERE id = @Id AND state = 'running' AND next_claim_at <= @now";

        public const string Wait = "UPDATE campaigns SET next_claim_at = @next WHERE id = @Id";

        /// <summary>A look-up in the index for each platform; together they would read every delivery that waits.</summary>
        public static readonly string Next =
            $"SELECT MIN(due_at) FROM ({string.Join(" UNION ALL ", Platforms.Select(platform => First(platform.Name())))}) AS firsts";

        private static string First(string platform) =>
            $"SELECT MIN(due_at) AS due_at FROM deliveries WHERE push_id = @id AND platform = '{platform}' AND state = 'queued' AND lane = 'campaign'";
    }
}
