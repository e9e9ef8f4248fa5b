using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Privacy;

namespace Mobile.Features.Privacy;

/// <summary>
/// Erases what deleted accounts have left behind, in units so short that no writer waits long behind one. Each unit leaves less to do, and
/// nothing else tells how far it is: so it may be killed at any point, and several nodes may run it. While the clock is in doubt none is begun.
/// </summary>
public sealed partial class Eraser(IServiceScopeFactory scopes, ClockMonitor monitor, TimeProvider clock, ILogger<Eraser> logger) : BackgroundService
{
    public const int Batch = 100;

    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    /// <summary>For the audit log.</summary>
    public const string Actor = "eraser";

    /// <summary>After a failure, or while something must not go yet.</summary>
    private static readonly TimeSpan Retry = TimeSpan.FromMinutes(1);

    private static readonly DueLimit DueLimit = new("erasures", "completed_at IS NULL", AccountClosing.Quiet);

    /// <summary>Erases every account that is due.</summary>
    /// <returns>How many are erased to the last row.</returns>
    public async Task<int> RunOnceAsync(CancellationToken stop)
    {
        var erased = 0;
        await BringBackAsync(stop);
        while (monitor.IsTrusted && await NextAsync(stop) is { } userId)
        {
            try
            {
                erased += await EraseAsync(userId, stop) ? 1 : 0;
            }
            catch (Exception failure) when (!stop.IsCancellationRequested)
            {
                Log.Failed(logger, userId, failure);
            }
        }

        return erased;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => clock.EveryAsync(Interval, RunAsync, stoppingToken);

    private async Task RunAsync(CancellationToken stop)
    {
        try
        {
            await RunOnceAsync(stop);
        }
        catch (Exception failure) when (!stop.IsCancellationRequested)
        {
            Log.NotRun(logger, failure);
        }
    }

    /// <summary>No erasure is due later than the quiet time allows, whatever the clock was when it was asked for.</summary>
    private async Task BringBackAsync(CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        await DueLimit.EnforceAsync(scope.ServiceProvider.GetRequiredService<DbSession>(), monitor, clock, stop);
    }

    /// <summary>Another node that asks finds it put off, and takes it up only where this one has not come through.</summary>
    private async Task<string?> NextAsync(CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<DbSession>();
        var now = clock.UnixMilliseconds();
        foreach (var due in await db.QueryAsync<Due>($"{Sql.Due} {db.Dialect.Limit}", new { now, limit = Batch }, stop))
        {
            if (await db.WriteAsync(() => db.ExecuteAsync(Sql.Claim, new { due.UserId, due.DueAt, next = now + (long)Retry.TotalMilliseconds }), stop) == 1)
            {
                return due.UserId;
            }
        }

        return null;
    }

    private async Task<bool> EraseAsync(string userId, CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        if (await services.GetRequiredService<RestoredAccounts>().CloseAgainAsync(userId, stop))
        {
            return false;
        }

        var isAll = true;

        // What was registered later builds on what was before, and is found by it.
        foreach (var contributor in services.GetServices<IPersonalData>().Reverse())
        {
            Erased left;
            do
            {
                left = await contributor.EraseAsync(userId, Batch, stop);
            }
            while (left == Erased.Some);

            isAll &= left == Erased.All;
        }

        if (isAll)
        {
            await CompleteAsync(services, userId, stop);
            Log.ErasedAccount(logger, userId);
        }

        return isAll;
    }

    private async Task CompleteAsync(IServiceProvider services, string userId, CancellationToken stop)
    {
        var (db, audit) = (services.GetRequiredService<DbSession>(), services.GetRequiredService<Audit>());
        await db.WriteAsync(
            async () =>
            {
                if (await db.ExecuteAsync(Sql.Complete, new { userId, now = clock.UnixMilliseconds() }) == 1)
                {
                    await audit.RecordAsync(Actor, "account-erased", AuditData.SubjectOf(userId));
                }

                return true;
            },
            stop);
    }

    private sealed record Due(string UserId, long DueAt);

    private static class Sql
    {
        public const string Due = """
            SELECT user_id AS UserId, due_at AS DueAt FROM erasures WHERE completed_at IS NULL AND due_at <= @now ORDER BY due_at
            """;

        public const string Claim = """
            UPDATE erasures SET due_at = @next WHERE user_id = @UserId AND due_at = @DueAt AND completed_at IS NULL
            """;

        public const string Complete = "UPDATE erasures SET completed_at = @now WHERE user_id = @userId AND completed_at IS NULL";
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Erased account {UserId}")]
        public static partial void ErasedAccount(ILogger logger, string userId);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Account {UserId} is not yet erased; a later minute goes on")]
        public static partial void Failed(ILogger logger, string userId, Exception exception);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Deleted accounts were not erased; a later round goes on")]
        public static partial void NotRun(ILogger logger, Exception exception);
    }
}
