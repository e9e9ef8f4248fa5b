using Mobile.Features.Data;
using Mobile.Features.Pipeline;

namespace Mobile.Features.Sessions;

/// <summary>The end of a sign-in to the dashboard: whom the provider vouches for is found among our users, or added. A customer is neither.</summary>
public static class SignInStaff
{
    /// <summary>What is noted of who may not even look.</summary>
    public const string Refused = "sign-in-refused";

    /// <param name="PersonKey">See <see cref="StaffIdentity"/>.</param>
    /// <param name="Name">What to call them: their name, or else what the provider knows them by.</param>
    /// <param name="Roles">Those of <see cref="Staff.Roles"/> that the provider gives them; at least one.</param>
    public sealed record Person(string UserId, string PersonKey, string Name, string? Email, IReadOnlyList<string> Roles);

    public sealed class Handler(DbSession db, IdentityProvider provider, Users users, StaffIdentity identity, Audit audit)
    {
        /// <returns>Null when the token is not one of the provider's, is not for this sign-in, or has expired.</returns>
        /// <exception cref="IdentityProviderException">The provider cannot be reached.</exception>
        /// <exception cref="MissingRoleException">The provider gives them no role here.</exception>
        public async Task<Person?> SignInAsync(string idToken, string nonce, CancellationToken stop)
        {
            if (await provider.ValidateSignInAsync(idToken, nonce, stop) is not { User: var user, Roles: var given })
            {
                return null;
            }

            var personKey = identity.PersonKeyOf(user.Issuer, user.Subject);
            string[] roles = [.. Staff.Roles.Where(given.Contains)];
            if (roles.Length == 0)
            {
                await RefuseAsync(user, personKey, stop);
            }

            var userId = await db.WriteAsync(() => users.FindOrAddAsync(user, stop), stop);
            return new(userId, personKey, user.Name ?? user.Email ?? user.Subject, user.Email, roles);
        }

        /// <summary>One entry an hour, under the user if there is one: a sign-in that is refused makes none.</summary>
        private async Task RefuseAsync(ExternalUser user, string personKey, CancellationToken stop)
        {
            var actor = await users.FindAsync(user, stop) ?? personKey;
            await db.WriteAsync(
                async () =>
                {
                    await audit.CountAsync(actor, Refused, "dashboard", "Has no role.");
                    return true;
                },
                stop);
            throw new MissingRoleException();
        }
    }
}

/// <summary>The provider vouches for them, and gives them no role of the dashboard.</summary>
public sealed class MissingRoleException() : Exception("The identity provider gives no role.");
