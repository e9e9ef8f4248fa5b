using System.Data.Common;
using Mobile.Features.Data;

namespace Mobile.Features.Pipeline.Forms;

/// <summary>
/// Sees to it that a form does once what it does, however often it is sent: its id is claimed in the transaction of the first write that
/// the form leads to. Where that write is rolled back, the form may be corrected and sent again.
/// </summary>
public sealed class Submissions(DbSession db, TimeProvider clock)
{
    private const int MaxId = 64;

    /// <summary>The id of a form that is about to be shown.</summary>
    public string NewId() => Ids.New(clock);

    /// <summary>Whether it may be such an id; nothing is done for a form without one.</summary>
    public static bool IsId(string? formId) => formId is { Length: > 0 and <= MaxId };

    /// <summary>The next write of this scope claims the form, and throws <see cref="AlreadySubmittedException"/> where it was claimed before.</summary>
    /// <param name="first">Precedes that in the same transaction, and may refuse the write by an exception.</param>
    public void ClaimWithNextWrite(string formId, Func<Task>? first = null) => db.OpenNextWriteWith(async () =>
    {
        await (first?.Invoke() ?? Task.CompletedTask);
        await ClaimAsync(formId);
    });

    /// <summary>What this scope writes from now on is not what the form does.</summary>
    public void Withdraw() => db.OpenNextWriteWith(null);

    /// <summary>Where the form has led, for whoever sends it again.</summary>
    public Task RememberAsync(string formId, string location, CancellationToken stop) =>
        db.WriteAsync(() => db.ExecuteAsync(Sql.Remember, new { formId, location }), stop);

    /// <returns>Null where the first one is not through yet.</returns>
    public Task<string?> FindLocationAsync(string formId, CancellationToken stop) => db.FindAsync<string>(Sql.Find, new { formId }, stop);

    private async Task ClaimAsync(string formId)
    {
        try
        {
            await db.ExecuteAsync(Sql.Claim, new { formId, now = clock.UnixMilliseconds() });
        }
        catch (DbException claimed) when (db.Dialect.IsUniqueViolation(claimed))
        {
            throw new AlreadySubmittedException();
        }
    }

    private static class Sql
    {
        public const string Claim = "INSERT INTO submissions (id, submitted_at) VALUES (@formId, @now)";
        public const string Remember = "UPDATE submissions SET location = @location WHERE id = @formId";
        public const string Find = "SELECT location FROM submissions WHERE id = @formId";
    }
}

/// <summary>The form was sent before, and did what it does.</summary>
public sealed class AlreadySubmittedException() : Exception("The form was submitted before.");
