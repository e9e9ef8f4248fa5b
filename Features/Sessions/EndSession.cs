using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Sessions;

/// <summary>Ends a user's session for staff, and with it the registration for pushes that it made. Its access token dies within seconds, on every node.</summary>
public static class EndSession
{
    public sealed class Handler(DbSession db, RevokeSession.Handler sessions, Staff staff)
    {
        /// <returns>False where it had ended before.</returns>
        /// <exception cref="ProblemException">403: the caller may not end sessions.</exception>
        public Task<Outcome<bool>> EndAsync(string sessionId, CancellationToken stop)
        {
            staff.MustBe(Staff.Push, Staff.Release);
            return db.DecideAsync(() => EndOnceAsync(sessionId, stop), stop);
        }

        private async Task<Outcome<bool>> EndOnceAsync(string sessionId, CancellationToken stop) =>
            await db.FindAsync<string>(Sql.Find, new { sessionId }, stop) is null
                ? SessionProblems.SessionNotFound
                : await sessions.RevokeAsync(sessionId, "ended-by-staff", staff.UserId);
    }

    private static class Sql
    {
        public const string Find = "SELECT id FROM sessions WHERE id = @sessionId";
    }
}
