using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Push.Attention;

/// <summary>Lets the dispatcher try a dead event again, once what kept it from becoming a push is mended.</summary>
public static class RetryEvent
{
    public sealed class Handler(DbSession db, Audit audit, Staff staff, TimeProvider clock)
    {
        /// <exception cref="ProblemException">403: the caller may not decide.</exception>
        public Task<Outcome<bool>> RetryAsync(string eventId, CancellationToken stop)
        {
            staff.MustBe(Staff.Push);
            return db.DecideAsync<bool>(
                async () =>
                {
                    if (await db.ExecuteAsync(Sql.Retry, new { eventId, now = clock.UnixMilliseconds() }) == 0)
                    {
                        return PushProblems.EventNotFound;
                    }

                    await audit.RecordAsync(staff.UserId, "event-retried", $"event/{eventId}");
                    return true;
                },
                stop);
        }
    }

    private static class Sql
    {
        public const string Retry = """
            UPDATE outbox SET state = 'pending', attempts = 0, due_at = @now, settled_at = NULL, failure = NULL WHERE id = @eventId AND state = 'dead'
            """;
    }
}
