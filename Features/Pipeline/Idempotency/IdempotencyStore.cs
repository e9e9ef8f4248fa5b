using System.Data.Common;
using Mobile.Features.Data;

namespace Mobile.Features.Pipeline.Idempotency;

internal enum Claim
{
    /// <summary>The key is ours; the reply must be recorded in the same transaction.</summary>
    Granted,

    /// <summary>Another request with the key has committed.</summary>
    Taken,

    /// <summary>Another request with the key is still running.</summary>
    InFlight,
}

/// <summary>The keys of a user and the reply of each.</summary>
internal sealed class IdempotencyStore(DbSession db, ClockMonitor monitor)
{
    /// <summary>How long a repetition waits for the first request before it is told to come back.</summary>
    private const int InFlightWaitSeconds = 3;

    /// <summary>The reply recorded under the request's key, and whether it was given to this very request.</summary>
    public async Task<(StoredReply Reply, bool Matches)?> FindAsync(KeyedRequest request, CancellationToken stop) =>
        await db.FindAsync<Row>(Sql.Find, new { request.UserId, request.Key }, stop) is { } row
            ? (row.Reply, row.Method == request.Method && request.IsOn(row.Route) && row.Fingerprint.AsSpan().SequenceEqual(request.Fingerprint))
            : null;

    /// <summary>Claims the key by insertion: the unique key decides who is first, on one node or many.</summary>
    public async Task<Claim> ClaimAsync(KeyedRequest request)
    {
        try
        {
            await db.ExecuteAsync(
                Sql.Claim,
                new { request.UserId, request.Key, request.Method, request.Route, request.Fingerprint, CreatedAt = monitor.TimeOfRow() },
                InFlightWaitSeconds);
            return Claim.Granted;
        }
        catch (DbException failure) when (db.Dialect.IsUniqueViolation(failure))
        {
            return Claim.Taken;
        }
        catch (DbException failure) when (db.Dialect.IsLockTimeout(failure))
        {
            return Claim.InFlight;
        }
    }

    public Task RecordAsync(KeyedRequest request, StoredReply reply) => db.ExecuteAsync(
        Sql.Record,
        new { request.UserId, request.Key, reply.Status, reply.ContentType, reply.Location, reply.ETag, reply.Body, reply.ProblemCode });

    private sealed record Row(
        string Method,
        string Route,
        byte[] Fingerprint,
        long Status,
        string? ContentType,
        string? Location,
        string? ETag,
        byte[] Body,
        string? ProblemCode)
    {
        public StoredReply Reply => new()
        {
            Status = Status,
            ContentType = ContentType,
            Location = Location,
            ETag = ETag,
            Body = Body,
            ProblemCode = ProblemCode,
        };
    }

    private static class Sql
    {
        public const string Find = """
            SELECT method AS Method, route AS Route, fingerprint AS Fingerprint,
                   status AS Status, content_type AS ContentType, location AS Location, etag AS ETag, body AS Body, problem_code AS ProblemCode
            FROM idempotency_keys
            WHERE user_id = @UserId AND idempotency_key = @Key
            """;

        public const string Claim = """
            INSERT INTO idempotency_keys (user_id, idempotency_key, method, route, fingerprint, status, created_at)
            VALUES (@UserId, @Key, @Method, @Route, @Fingerprint, 0, @CreatedAt)
            """;

        public const string Record = """
            UPDATE idempotency_keys
            SET status = @Status, content_type = @ContentType, location = @Location, etag = @ETag, body = @Body, problem_code = @ProblemCode
            WHERE user_id = @UserId AND idempotency_key = @Key
            """;
    }
}
