using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Pipeline;

/// <summary>The member of staff who asks, by the app roles of the identity provider. Handlers of the dashboard ask it themselves, whoever calls them.</summary>
public sealed class Staff(Caller caller)
{
    /// <summary>May look at everything.</summary>
    public const string Viewer = "viewer";

    /// <summary>May change what apps are told: versions, minimum versions, flags.</summary>
    public const string Release = "release";

    /// <summary>May write to users: campaigns, and what becomes of pushes.</summary>
    public const string Push = "push";

    public const string RolesClaim = "roles";

    /// <summary>See <see cref="StaffIdentity"/>.</summary>
    public const string PersonKeyClaim = "person_key";

    /// <summary>Every role there is. Whoever has one of them may look.</summary>
    public static readonly IReadOnlyList<string> Roles = [Viewer, Push, Release];

    /// <summary>For the audit log.</summary>
    public string UserId => caller.UserId;

    /// <summary>Stays the same when the person's account ends and they sign in to a new one.</summary>
    public string PersonKey => caller.Find(PersonKeyClaim)
        ?? throw new InvalidOperationException("The session names no person: it is from before sign-ins did, and must not be accepted.");

    /// <summary>Whoever has a role may look at everything.</summary>
    /// <exception cref="ProblemException">403: the caller has none.</exception>
    public void MustBeStaff() => MustBe(Viewer, Push, Release);

    /// <exception cref="ProblemException">403: the caller has none of the roles.</exception>
    public void MustBe(params ReadOnlySpan<string> anyOf)
    {
        foreach (var role in anyOf)
        {
            if (caller.Has(RolesClaim, role))
            {
                return;
            }
        }

        throw new ProblemException(PipelineProblems.Forbidden.With($"This needs the role {string.Join(" or ", anyOf!)}; ask whoever gives out roles at the identity provider."));
    }
}
