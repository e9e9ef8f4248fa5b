using System.Globalization;
using Mobile.Features.Data;

namespace Mobile.Features.Push.Sending;

/// <summary>Divides a batch that the gateway refused as malformed, until the devices at fault stand alone and the others are sent.</summary>
/// <remarks>
/// Such an answer certainly sent nothing, and does not say what is at fault. The parts go back to those that wait and are claimed apart from
/// each other, the smallest first: so rate, pauses, leases and a killed process are those of any other batch. One device at fault among n
/// costs about 2·log2 n calls, and k of them k times that. While the gateway has accepted nothing of the push on the platform, a few devices
/// from all over the batch go alone before the rest: where every one is refused, the push itself is at fault and the rest fails undivided.
/// </remarks>
public sealed class BatchDivision(DbSession db, PushCounts counts, TimeProvider clock)
{
    /// <summary>Counts the devices that go alone before a push is called at fault.</summary>
    public const int Probes = 5;

    /// <summary>Limits how long an answer tells something of the next send: the settings of the gateway may have been mended since.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);

    /// <summary>Before any half, whatever its depth.</summary>
    private const int ProbeDepth = 0xff;

    /// <summary>Reads what the gateway has said of the push on the platform lately.</summary>
    public async Task<PushHistory> HistoryAsync(string pushId, string platform) =>
        (await db.FindAsync<PushHistory>(
            Sql.History, new { pushId, platform, since = clock.UnixMilliseconds(ago: Memory) }, CancellationToken.None))!;

    /// <summary>Queues the deliveries of a refused batch in parts. Within the write that settles it.</summary>
    /// <param name="before">In which state they are.</param>
    /// <param name="probes">How many of them go alone first.</param>
    public async Task DivideAsync(string batchId, StoredPush push, Count before, int probes)
    {
        var members = await db.QueryAsync<Member>(Sql.Members(before.State), new { pushId = push.Id, batchId }, CancellationToken.None);
        var index = 0;
        foreach (var (part, depth) in Parts(members, probes))
        {
            var partId = string.Create(CultureInfo.InvariantCulture, $"{depth:x2}{index++:x2}{batchId[4..]}");
            var moved = 0;
            foreach (var ids in part.InParts())
            {
                moved += await db.ExecuteAsync(Sql.Queue, new { pushId = push.Id, batchId, partId, ids, before.State });
            }

            await counts.MoveAsync(push.Id, push.Lane, before, new(DeliveryStates.Queued), moved);
        }
    }

    /// <summary>Those that go alone, and two halves of the rest.</summary>
    private static IEnumerable<(List<string> Part, int Depth)> Parts(IReadOnlyList<Member> members, int probes)
    {
        var alone = Math.Min(probes, members.Count);
        var lone = Enumerable.Range(0, alone).Select(i => (int)((long)i * members.Count / alone)).ToHashSet();
        foreach (var at in lone)
        {
            yield return ([members[at].DeviceId], ProbeDepth);
        }

        var rest = members.Where((_, at) => !lone.Contains(at)).ToList();
        foreach (var half in rest.Chunk(Math.Max(1, (rest.Count + 1) / 2)))
        {
            yield return ([.. half.Select(member => member.DeviceId)], Math.Min(half.Max(member => member.Depth) + 1, ProbeDepth - 1));
        }
    }

    private sealed class Member
    {
        public required string DeviceId { get; init; }

        public string? PartId { get; init; }

        /// <summary>How often its batch has been divided.</summary>
        public int Depth => PartId is null ? 0 : int.Parse(PartId.AsSpan(0, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }

    private static class Sql
    {
        public const string History = $"""
            SELECT CAST(CASE WHEN EXISTS (
                    SELECT 1 FROM push_batches WHERE push_id = @pushId AND platform = @platform AND state = 'sent' AND settled_at >= @since)
                THEN 1 ELSE 0 END AS bigint) AS Accepted,
                CAST((
                    SELECT COUNT(*) FROM push_batches
                    WHERE push_id = @pushId AND platform = @platform AND state = 'failed' AND settled_at >= @since
                        AND devices = 1 AND reason = '{SendResult.BadRequest}') AS bigint) AS LoneRefusals
            """;

        /// <summary>The attempt does not count: it reached nobody.</summary>
        public const string Queue = """
            UPDATE deliveries
            SET state = 'queued', part_id = @partId, batch_id = NULL, reason = NULL, settled_at = NULL, attention_at = NULL,
                attempted_at = CASE WHEN attempts = 1 THEN NULL ELSE attempted_at END, attempts = attempts - 1
            WHERE push_id = @pushId AND device_id IN @ids AND batch_id = @batchId AND state = @State
            """;

        public static string Members(string before) =>
            $"SELECT device_id AS DeviceId, part_id AS PartId FROM deliveries WHERE {BatchSettlement.Members(before)} ORDER BY device_id";
    }
}

/// <summary>What the gateway has said of a push on a platform.</summary>
public sealed class PushHistory
{
    /// <summary>1 where it has accepted the push.</summary>
    public long Accepted { get; init; }

    /// <summary>How many devices that stood alone it has refused.</summary>
    public long LoneRefusals { get; init; }

    public bool IsAccepted => Accepted == 1;

    public bool IsPushAtFault => !IsAccepted && LoneRefusals >= BatchDivision.Probes;
}
