using Mobile.Features.Data;
using Mobile.Features.Devices;
using Mobile.Features.Push;
using Mobile.Features.Push.Sending;

namespace Mobile.Features.Campaigns.Running;

/// <summary>Takes deliveries of a running campaign as its throttle allows. Whether it still runs is asked in the same transaction: so a pause holds from the next claim on.</summary>
internal sealed class CampaignClaims(DbSession db, DeliveryClaims claims, IPushGateway gateway, CampaignOptions options, TimeProvider clock)
{
    /// <summary>No throttle pauses longer.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(2);

    /// <summary>From the first zone to the last, quiet hours after that, and an hour that the gateway asks for.</summary>
    private static readonly TimeSpan LongestSpread = TimeSpan.FromHours(26 + 25 + 1);

    private static readonly PushPlatform[] Platforms = Enum.GetValues<PushPlatform>();

    /// <summary>When the first delivery that waits is due; null where none waits.</summary>
    public async Task<DateTimeOffset?> NextAsync(string id, CancellationToken stop) => (await db.FindAsync<long?>(Sql.Next, new { id }, stop))?.ToTime();

    /// <summary>Whether what waits is due later than anything of the campaign may be: a clock that was ahead made it so.</summary>
    public bool IsTooLate(Campaign campaign, DateTimeOffset due) => due > Latest(campaign);

    /// <summary>When the throttle lets the next ones through. One that pauses longer than it may was set by a clock that was ahead.</summary>
    public static DateTimeOffset NextTurn(DateTimeOffset stored, DateTimeOffset now) => stored > now + LongestPause ? now : stored;

    /// <summary>Lets a part of what is due too late be due now.</summary>
    /// <returns>How many deliveries.</returns>
    public Task<int> BringBackAsync(Campaign campaign, CancellationToken stop) => db.WriteAsync(
        async () =>
        {
            var latest = Latest(campaign).ToUnixTimeMilliseconds();
            var row = new { campaign.Id, now = clock.UnixMilliseconds(), latest, limit = DeliveryChanges.Part };
            var changed = 0;
            foreach (var platform in Platforms)
            {
                changed += await db.ExecuteAsync(Sql.BringBack(platform.Name(), db.Dialect), row);
            }

            return changed;
        },
        stop);

    /// <param name="turn">A number that goes up, so that platforms take turns.</param>
    /// <returns>Nothing where nothing is due, or where the campaign does not run any more or another worker had this turn.</returns>
    public Task<Claim> ClaimAsync(Campaign campaign, int turn, CancellationToken stop) => db.WriteAsync(
        async () =>
        {
            var claim = await db.ExecuteAsync(Sql.Lock, Turn(campaign.Id)) == 1
                ? await TakeAsync(campaign, turn, stop)
                : Claim.Nothing;
            if (claim.Examined == 0)
            {
                db.Abandon();
            }

            return claim;
        },
        stop);

    private object Turn(string id) => new { Id = id, now = clock.UnixMilliseconds(), tooLate = clock.UnixMilliseconds(ago: -LongestPause) };

    private DateTimeOffset Latest(Campaign campaign) =>
        (campaign.PrepareAt is { } begins && begins > clock.GetUtcNow() ? begins : clock.GetUtcNow()) + LongestSpread;

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
        public const string Lock = """
            UPDATE campaigns SET next_claim_at = next_claim_at
            WHERE id = @Id AND state = 'running' AND (next_claim_at <= @now OR next_claim_at > @tooLate)
            """;

        public const string Wait = "UPDATE campaigns SET next_claim_at = @next WHERE id = @Id";

        /// <summary>A look-up in the index for each platform; together they would read every delivery that waits.</summary>
        public static readonly string Next =
            $"SELECT MIN(due_at) FROM ({string.Join(" UNION ALL ", Platforms.Select(platform => First(platform.Name())))}) AS firsts";

        public static string BringBack(string platform, ISqlDialect dialect) => $"""
            UPDATE deliveries SET due_at = @now
            WHERE push_id = @Id AND state = 'queued' AND device_id IN (
                SELECT device_id FROM deliveries
                WHERE push_id = @Id AND platform = '{platform}' AND due_at > @latest AND state = 'queued' AND lane = 'campaign'
                ORDER BY due_at {dialect.Limit})
            """;

        private static string First(string platform) =>
            $"SELECT MIN(due_at) AS due_at FROM deliveries WHERE push_id = @id AND platform = '{platform}' AND state = 'queued' AND lane = 'campaign'";
    }
}
