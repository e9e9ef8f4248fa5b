using Mobile.Features.Data;

namespace Mobile.Features.Pipeline;

/// <summary>Writes whose outcome may be a problem.</summary>
public static class Decisions
{
    /// <summary>
    /// Runs <paramref name="work"/> as <see cref="DbSession.WriteAsync"/> does. Where it comes to a problem, the whole write is rolled back, and
    /// with it the claim of the form that led to it: what was refused may be sent again.
    /// </summary>
    public static Task<Outcome<T>> DecideAsync<T>(this DbSession db, Func<Task<Outcome<T>>> work, CancellationToken stop) => db.WriteAsync(
        async () =>
        {
            var outcome = await work();
            if (outcome.Problem is not null)
            {
                db.Abandon();
            }

            return outcome;
        },
        stop);
}
