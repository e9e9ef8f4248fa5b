using Mobile.Features.Data;
using Mobile.Features.Sessions;

namespace Mobile.Features.Devices;

/// <summary>A device gets pushes as long as the session lives that registered it.</summary>
internal sealed class SignedOutDevices(DbSession db, TimeProvider clock) : ISessionFollower
{
    public Task EndedAsync(string sessionId) =>
        db.ExecuteAsync(Sql.End, new { sessionId, reason = UnregisteredReasons.SignedOut, now = clock.UnixMilliseconds() });

    public Task AllEndedAsync() => db.ExecuteAsync(Unregistration.End, new { reason = UnregisteredReasons.SignedOut, now = clock.UnixMilliseconds() });

    private static class Sql
    {
        public const string End = $"{Unregistration.End} AND session_id = @sessionId";
    }
}
