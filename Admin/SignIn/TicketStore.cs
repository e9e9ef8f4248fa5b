using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Mobile.Features.Pipeline;
using Mobile.Features.Sessions;

namespace Mobile.Admin.SignIn;

/// <summary>Keeps tickets in the product's database, sealed: the cookie holds the key of one, and signing out ends it on every node.</summary>
internal sealed class TicketStore(StaffSessions sessions, IDataProtectionProvider protection) : ITicketStore
{
    private readonly IDataProtector seal = protection.CreateProtector("Mobile.Admin.SignIn.TicketStore");

    public Task<string> StoreAsync(AuthenticationTicket ticket) => StoreAsync(ticket, CancellationToken.None);

    public Task<string> StoreAsync(AuthenticationTicket ticket, CancellationToken cancellationToken) =>
        sessions.OpenAsync(UserOf(ticket), ticket.Principal.FindFirst(Staff.PersonKeyClaim)!.Value, Seal(ticket), cancellationToken);

    public Task RenewAsync(string key, AuthenticationTicket ticket) => RenewAsync(key, ticket, CancellationToken.None);

    public Task RenewAsync(string key, AuthenticationTicket ticket, CancellationToken cancellationToken) =>
        sessions.RenewAsync(key, UserOf(ticket), Seal(ticket), cancellationToken);

    public Task<AuthenticationTicket?> RetrieveAsync(string key) => RetrieveAsync(key, CancellationToken.None);

    public async Task<AuthenticationTicket?> RetrieveAsync(string key, CancellationToken cancellationToken) =>
        await sessions.FindAsync(key, cancellationToken) is { } ticket && TicketSerializer.Default.Deserialize(seal.Unprotect(ticket)) is { } opened
            ? WithSession(opened, key)
            : null;

    public Task RemoveAsync(string key) => RemoveAsync(key, CancellationToken.None);

    public Task RemoveAsync(string key, CancellationToken cancellationToken) => sessions.EndAsync(key, cancellationToken);

    private static string UserOf(AuthenticationTicket ticket) => ticket.Principal.FindFirst(Caller.UserIdClaim)!.Value;

    /// <summary>Says which session it is, so that an action can ask for it again.</summary>
    private static AuthenticationTicket WithSession(AuthenticationTicket ticket, string key)
    {
        var identity = (ClaimsIdentity)ticket.Principal.Identity!;
        identity.TryRemoveClaim(identity.FindFirst(Caller.SessionIdClaim));
        identity.AddClaim(new(Caller.SessionIdClaim, StaffSessions.IdOf(key)));
        return ticket;
    }

    private byte[] Seal(AuthenticationTicket ticket) => seal.Protect(TicketSerializer.Default.Serialize(ticket));
}
