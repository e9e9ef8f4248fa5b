using System.Data.Common;
using System.Text;
using Mobile.Features.Data;
using Mobile.Features.Devices;

namespace Mobile.Features.Push.Local;

/// <summary>Where no hub is configured: delivers to an inbox per device in our own database, for developers and staff to look into.</summary>
internal sealed partial class LocalGateway(Database database, TimeProvider clock, ILogger<LocalGateway> logger) : IPushGateway
{
    /// <summary>As many as one short transaction takes.</summary>
    public int MaxTargets => 500;

    public async Task<SendResult> SendAsync(PushMessage message, IReadOnlyList<PushTarget> targets, CancellationToken stop)
    {
        try
        {
            await database.WriteAsync(unit => DeliverAsync(unit, message, targets), stop);
            Log.Delivered(logger, message.PushId, targets.Count);
            return new(SendOutcome.Accepted);
        }
        catch (StoreUnavailableException)
        {
            return new(SendOutcome.NotTaken, "store-unavailable");
        }
        catch (DbException)
        {
            return new(SendOutcome.Unknown, "no-reply");
        }
    }

    public Task<SendResult> SendToRegistrationAsync(PushMessage message, PushTarget target, CancellationToken stop) => SendAsync(message, [target], stop);

    private async Task<int> DeliverAsync(DbUnit unit, PushMessage message, IReadOnlyList<PushTarget> targets)
    {
        var payload = Encoding.UTF8.GetString(message.Payload.Span);
        var receivedAt = clock.UnixMilliseconds();
        foreach (var target in targets)
        {
            try
            {
                var row = new { target.DeviceId, message.PushId, target.UserId, Platform = message.Platform.Name(), payload, receivedAt };
                await unit.ExecuteAsync(Sql.Insert, row, CancellationToken.None);
            }
            catch (DbException exists) when (unit.Dialect.IsUniqueViolation(exists))
            {
                // Staff have sent it again, and it had arrived: a phone shows it once, too.
            }
        }

        return targets.Count;
    }

    private static class Sql
    {
        public const string Insert = """
            INSERT INTO inbox_messages (device_id, push_id, user_id, platform, payload, received_at)
            VALUES (@DeviceId, @PushId, @UserId, @Platform, @payload, @receivedAt)
            """;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Delivered push {PushId} to {Devices} local inboxes; no hub is configured")]
        public static partial void Delivered(ILogger logger, string pushId, int devices);
    }
}
