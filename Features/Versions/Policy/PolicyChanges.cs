using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Problems;
using Mobile.Features.Sync;

namespace Mobile.Features.Versions.Policy;

/// <summary>
/// The one door through which staff change the policy: under the role, in one transaction with the next revision and the audit log, and
/// decided on what is stored rather than on what this node remembers. In force here at once, on the other nodes with their next look.
/// </summary>
public sealed class PolicyChanges(DbSession db, Feed feed, Audit audit, Staff staff, VersionPolicy policy, TimeProvider clock)
{
    /// <param name="seenRevision">The revision on which the decision was made; null to decide on whatever is there.</param>
    /// <param name="decide">Checks the change against the policy as it is, and makes it by SQL; or says why not, and then has written nothing.</param>
    /// <returns>The policy as it is now.</returns>
    /// <exception cref="ProblemException">403: the caller may not change it.</exception>
    public async Task<Outcome<PolicySnapshot>> ApplyAsync(
        long? seenRevision, Func<PolicySnapshot, Task<Outcome<PolicyChange>>> decide, CancellationToken stop)
    {
        staff.MustBe(Staff.Release);
        var outcome = await db.DecideAsync<PolicySnapshot>(
            async () =>
            {
                // Taking the number first locks out everybody else who wants to change the policy.
                var revision = await feed.NextAsync(PolicyRows.Feed, stop);
                var decided = seenRevision is null || seenRevision == revision - 1
                    ? await decide(await PolicyRows.ReadAsync(db, clock.UnixMilliseconds(), stop))
                    : VersionProblems.PolicyChanged;
                if (decided.Problem is { } problem)
                {
                    return problem;
                }

                var (action, subject, detail) = decided.Value!;
                await audit.RecordAsync(staff.UserId, action, subject, detail);
                return await PolicyRows.ReadAsync(db, clock.UnixMilliseconds(), stop);
            },
            stop);
        await policy.RefreshAsync(CancellationToken.None);
        return outcome;
    }
}

/// <summary>What was done, as the audit log keeps it.</summary>
/// <param name="Action">In the past tense: <c>api-version-deprecated</c>.</param>
/// <param name="Subject">What it was done to: <c>api-version/v1</c>.</param>
public sealed record PolicyChange(string Action, string Subject, string? Detail = null);
