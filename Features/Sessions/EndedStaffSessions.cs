using Mobile.Features.Data;
using Mobile.Features.Pipeline.Garbage;

namespace Mobile.Features.Sessions;

/// <summary>Sessions of staff who did not sign out.</summary>
internal sealed class EndedStaffSessions(DbSession db, TimeProvider clock) : OldRows(db, clock, "staff_sessions", "expires_at", TimeSpan.Zero);
