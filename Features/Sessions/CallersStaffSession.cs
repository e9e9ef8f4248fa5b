using Mobile.Features.Data;
using Mobile.Features.Pipeline;

namespace Mobile.Features.Sessions;

/// <summary>The session of the dashboard in which a request came, for what must not be done after it has ended.</summary>
public sealed class CallersStaffSession(DbSession db, Caller caller, TimeProvider clock)
{
    /// <summary>Keeps the session alive until the running write is over: whoever ends it, on whichever node, waits for that or was first.</summary>
    /// <exception cref="StaffSessionEndedException">It has ended since the request began.</exception>
    public async Task HoldAsync()
    {
        if (await db.ExecuteAsync(Sql.Hold, new { caller.SessionId, now = clock.UnixMilliseconds() }) == 0)
        {
            throw new StaffSessionEndedException();
        }
    }

    private static class Sql
    {
        /// <summary>Changes nothing, and keeps out whoever wants to end it.</summary>
        public const string Hold = "UPDATE staff_sessions SET expires_at = expires_at WHERE id = @SessionId AND expires_at > @now";
    }
}

/// <summary>The session of a member of staff has ended: nothing is done in its name any more.</summary>
public sealed class StaffSessionEndedException() : Exception("The session has ended.");
