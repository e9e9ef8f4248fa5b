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
        if (!await StaffSessions.HoldAsync(db, caller.SessionId, clock))
        {
            throw new StaffSessionEndedException();
        }
    }
}

/// <summary>The session of a member of staff has ended: nothing is done in its name any more.</summary>
public sealed class StaffSessionEndedException() : Exception("The session has ended.");
