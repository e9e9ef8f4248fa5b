using Mobile.Features.Data;
using Mobile.Features.Pipeline;

namespace Mobile.Features.Sessions;

/// <summary>The end of a sign-in to the dashboard: whom the provider vouches for is found among our users, or added.</summary>
public static class SignInStaff
{
    /// <param name="Name">What to call them: their name, or else what the provider knows them by.</param>
    /// <param name="Roles">Those of <see cref="Staff.Roles"/> that the provider gives them; none for a customer.</param>
    public sealed record Person(string UserId, string Name, string? Email, IReadOnlyList<string> Roles);

    public sealed class Handler(DbSession db, IdentityProvider provider, Users users)
    {
        /// <returns>Null when the token is not one of the provider's, is not for this sign-in, or has expired.</returns>
        /// <exception cref="IdentityProviderException">The provider cannot be reached.</exception>
        public async Task<Person?> SignInAsync(string idToken, string nonce, CancellationToken stop)
        {
            if (await provider.ValidateSignInAsync(idToken, nonce, stop) is not { User: var user, Roles: var roles })
            {
                return null;
            }

            var userId = await db.WriteAsync(() => users.FindOrAddAsync(user, stop), stop);
            return new(userId, user.Name ?? user.Email ?? user.Subject, user.Email, [.. Staff.Roles.Where(roles.Contains)]);
        }
    }
}
