namespace Mobile.Features.Sessions;

/// <summary>Another feature's part in the end of a session, however it ends by decision: signed out, revoked, signed in again, a token reused.</summary>
public interface ISessionFollower
{
    /// <summary>Runs in the transaction that ends the session, perhaps outside of a request.</summary>
    Task EndedAsync(string sessionId);

    /// <summary>Runs in the transaction that ends every session there is.</summary>
    Task AllEndedAsync();
}
