using Mobile.Features.Data;

namespace Mobile.Features.Sessions;

/// <summary>Stores every second of which sessions this node has seen a token in use.</summary>
/// <remarks>A process that is killed loses the last second; the next request with the same token notes it again, on any node.</remarks>
internal sealed partial class TokenUseFlush(TokenUses uses, Database database, TimeProvider clock, ILogger<TokenUseFlush> logger)
    : PeriodicFlush(TokenUseFlush.Interval, clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Bounds how long other writers wait behind one transaction.</summary>
    private const int Batch = 100;

    private bool failing;

    protected override async Task WriteAsync(CancellationToken cancellationToken)
    {
        foreach (var batch in uses.List().Chunk(Batch))
        {
            await database.WriteAsync(unit => unit.ExecuteAsync(Sql.Mark, batch, CancellationToken.None), cancellationToken);
            uses.Remove(batch);
            failing = false;
        }
    }

    /// <summary>Logs the first of several failures in a row: at this pace the others would fill the log with the same.</summary>
    protected override void Report(Exception failure)
    {
        if (!failing)
        {
            failing = true;
            Log.Failed(logger, failure);
        }
    }

    private static class Sql
    {
        /// <summary>A generation that the row has not reached is from before a restored backup, and tells nothing of the row.</summary>
        public const string Mark = """
            UPDATE sessions SET used_generation = @Generation
            WHERE id = @SessionId AND used_generation < @Generation AND generation >= @Generation AND revoked_at IS NULL
            """;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The use of tokens was not stored; it is kept until the database takes it")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
