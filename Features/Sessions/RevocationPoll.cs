using Mobile.Features.Data;

namespace Mobile.Features.Sessions;

/// <summary>
/// Reads which sessions have ended, on whichever node: at start those of the last minutes, and then every two seconds the new ones. A node
/// that cannot read goes on with what it knows.
/// </summary>
public sealed partial class RevocationPoll(
    Database database, Revocations revocations, ClockMonitor monitor, TimeProvider clock, ILogger<RevocationPoll> logger)
    : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>The newest of so many: some 10 MB. Of more that end within minutes, the oldest are refused where a session is held, and die with their token.</summary>
    public const int Most = 50_000;

    private readonly LogThrottle failures = new(clock);
    private readonly SemaphoreSlim oneAtATime = new(1);
    private DateTimeOffset? readAt;

    /// <summary>Reads for the first time: no request may be served before.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        await oneAtATime.WaitAsync(cancellationToken);
        try
        {
            await ReadAsync(cancellationToken);
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    /// <summary>Reads what is new. A failure is logged, and leaves what is known.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        try
        {
            await LoadAsync(cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            if (failures.Admits(failure, out var others))
            {
                Log.NotRead(logger, others, failure);
            }
        }
    }

    public override void Dispose()
    {
        oneAtATime.Dispose();
        base.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => clock.EveryAsync(Interval, RefreshAsync, stoppingToken);

    /// <summary>
    /// Reads again what the last minutes brought: a commit may be later than its time, and that time is of another node's clock. Should this
    /// node's own be ahead, it looks back from the newest trace of life.
    /// </summary>
    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var now = monitor.TimeToLookBackFrom();
        var since = readAt is { } last ? (last < now ? last : now) - Revocations.Slack : now - Revocations.Kept;
        var rows = await database.ReadAsync(
            unit => unit.QueryAsync<Row>(
                $"{Sql.Since} {unit.Dialect.Limit}", new { since = since.ToUnixTimeMilliseconds(), limit = Most }, cancellationToken),
            cancellationToken);
        foreach (var row in rows)
        {
            if (row.Reason == RevokedReasons.AccountDeleted)
            {
                revocations.AddAccount(row.UserId);
            }
            else
            {
                revocations.AddSession(row.Id);
            }
        }

        readAt = now;
        revocations.Sweep();
    }

    private sealed record Row(string Id, string UserId, string? Reason);

    private static class Sql
    {
        public const string Since = """
            SELECT id AS Id, user_id AS UserId, revoked_reason AS Reason FROM sessions WHERE revoked_at > @since ORDER BY revoked_at DESC
            """;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The ended sessions cannot be read; those that end on other nodes meanwhile are noticed later. Failures like it since this was logged last: {Others}")]
        public static partial void NotRead(ILogger logger, int others, Exception exception);
    }
}
