using System.Security.Claims;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Pipeline;

/// <summary>The member of staff who asks, by the app roles of the identity provider. Handlers of the dashboard ask it themselves, whoever calls them.</summary>
public sealed class Staff
{
    /// <summary>May look at everything.</summary>
    public const string Viewer = "viewer";

    /// <summary>May change what apps are told: versions, minimum versions, flags.</summary>
    public const string Release = "release";

    private const string RolesClaim = "roles";

    private ClaimsPrincipal? user;

    /// <summary>For the audit log.</summary>
    public string UserId => user?.FindFirstValue(Caller.UserIdClaim) ?? throw new InvalidOperationException("Nobody is signed in.");

    /// <exception cref="ProblemException">403: the caller has none of the roles.</exception>
    public void MustBe(params ReadOnlySpan<string> anyOf)
    {
        foreach (var role in anyOf)
        {
            if (user?.HasClaim(RolesClaim, role) is true)
            {
                return;
            }
        }

        throw new ProblemException(PipelineProblems.Forbidden.With($"This needs the role {string.Join(" or ", anyOf!)}; ask whoever gives out roles at the identity provider."));
    }

    internal void Is(ClaimsPrincipal authenticated) => user = authenticated;
}
