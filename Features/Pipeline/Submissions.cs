using System.Data.Common;
using Mobile.Features.Data;
using Mobile.Features.Pipeline.Garbage;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Pipeline;

/// <summary>Where a form leads once it was sent.</summary>
/// <param name="Repeated">The form had been sent before: nothing was done now.</param>
public sealed record Submitted(string Where, bool Repeated);

/// <summary>
/// A form is rendered with an id, and does something once: who presses twice, or sends it again from the history, is led to where the first
/// time led. A form that was refused may be sent again.
/// </summary>
public sealed class Submissions(DbSession db, Caller caller, TimeProvider clock)
{
    public static readonly ProblemType InvalidForm = new(
        "invalid-form", 400, "The form cannot be read", "Open the page again, and send the form from there.");

    /// <summary>For the form that is rendered.</summary>
    public string NewFormId() => Ids.New(clock);

    /// <summary>The form's id, what the form does and where it leads commit together.</summary>
    /// <param name="act">Does it, and tells where that leads: the path of a page. It may run more than once, and touches the database only.</param>
    public Task<Outcome<Submitted>> OnceAsync(string formId, Func<Task<Outcome<string>>> act, CancellationToken stop) => !Ids.IsValid(formId)
        ? Task.FromResult<Outcome<Submitted>>(InvalidForm)
        : db.WriteAsync<Outcome<Submitted>>(
            async () =>
            {
                if (!await ClaimAsync(formId, where: ""))
                {
                    return await FindAsync(formId, stop);
                }

                var outcome = await act();
                if (outcome.Problem is { } problem)
                {
                    db.Abandon();
                    return problem;
                }

                await db.ExecuteAsync(Sql.Lead, new { caller.UserId, formId, where = outcome.Value! });
                return new Submitted(outcome.Value!, Repeated: false);
            },
            stop);

    /// <summary>The same for what reaches the outside world: the form's id is committed first, so that nothing is done twice even where nobody knows whether it was done.</summary>
    /// <param name="meanwhile">Where whoever sends the form again is led as long as the first time is not over, or never ended.</param>
    public async Task<Outcome<Submitted>> OnceOutsideAsync(
        string formId, string meanwhile, Func<Task<Outcome<string>>> act, CancellationToken stop)
    {
        if (!Ids.IsValid(formId))
        {
            return InvalidForm;
        }

        if (!await db.WriteAsync(() => ClaimAsync(formId, meanwhile), stop))
        {
            return await FindAsync(formId, stop);
        }

        var outcome = await act();
        if (outcome.Problem is { } problem)
        {
            await db.WriteAsync(() => db.ExecuteAsync(Sql.Release, new { caller.UserId, formId }), CancellationToken.None);
            return problem;
        }

        await db.WriteAsync(() => db.ExecuteAsync(Sql.Lead, new { caller.UserId, formId, where = outcome.Value! }), CancellationToken.None);
        return new Submitted(outcome.Value!, Repeated: false);
    }

    private async Task<bool> ClaimAsync(string formId, string where)
    {
        try
        {
            await db.ExecuteAsync(Sql.Claim, new { caller.UserId, formId, where, now = clock.UnixMilliseconds() });
            return true;
        }
        catch (DbException taken) when (db.Dialect.IsUniqueViolation(taken))
        {
            return false;
        }
    }

    private async Task<Submitted> FindAsync(string formId, CancellationToken stop) =>
        new((await db.FindAsync<string>(Sql.Find, new { caller.UserId, formId }, stop))!, Repeated: true);

    private static class Sql
    {
        public const string Claim = "INSERT INTO submissions (user_id, form_id, led_to, created_at) VALUES (@UserId, @formId, @where, @now)";
        public const string Find = "SELECT led_to FROM submissions WHERE user_id = @UserId AND form_id = @formId";
        public const string Lead = "UPDATE submissions SET led_to = @where WHERE user_id = @UserId AND form_id = @formId";
        public const string Release = "DELETE FROM submissions WHERE user_id = @UserId AND form_id = @formId";
    }
}

/// <summary>Forms that nobody has open any more.</summary>
internal sealed class OldSubmissions(DbSession db, TimeProvider clock) : OldRows(db, clock, "submissions", "created_at", TimeSpan.FromDays(1));
