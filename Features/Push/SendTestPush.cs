using Mobile.Features.Data;
using Mobile.Features.Devices;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Problems;
using Mobile.Features.Push.Sending;

namespace Mobile.Features.Push;

/// <summary>
/// Sends a push to one device by what the gateway knows of it, for staff who wonder why nothing arrives there. Nothing of the device's
/// preferences or quiet hours is asked, and nothing is sent again.
/// </summary>
public static class SendTestPush
{
    private static readonly TimeSpan TimeToLive = TimeSpan.FromHours(1);

    public sealed record Test(string DeviceId, string Title, string Body);

    public sealed class Handler(DbSession db, IPushGateway gateway, Audit audit, Staff staff, TimeProvider clock)
    {
        /// <returns>What the gateway says to it.</returns>
        /// <exception cref="ProblemException">403: the caller may not write to users.</exception>
        public async Task<Outcome<SendResult>> SendAsync(Test test, CancellationToken stop)
        {
            staff.MustBe(Staff.Push);
            if (string.IsNullOrWhiteSpace(test.Title) || test.Title.Length > PushContent.MaxTitle)
            {
                return PushProblems.Invalid("title", $"Write a title of 1 to {PushContent.MaxTitle} characters.");
            }

            if (await db.FindAsync<Device>(Sql.FindDevice, new { test.DeviceId }, stop) is not { } device)
            {
                return DeviceProblems.DeviceNotFound;
            }

            var push = new StoredPush(
                Ids.New(clock), DeliveryLanes.Event, new(PushCategory.Orders, test.Title, test.Body, DeepLink: null, CollapseId: null, TimeToLive),
                ExpiresAt: null, RetriesUnknown: false, HonoursQuietHours: false);
            var message = push.For(PushPlatforms.Parse(device.Platform));
            if (message.Payload.Length > PushPayload.MaxBytes)
            {
                return PushProblems.Invalid("body", $"Shorten it: the push has {message.Payload.Length} bytes, and {PushPayload.MaxBytes} are carried.");
            }

            // Whoever made a phone ring is known, also where this process does not live to see what came of it.
            await db.WriteAsync(() => AuditAsync(test.DeviceId, push.Id), stop);
            return await gateway.SendToRegistrationAsync(message, new(test.DeviceId, device.UserId, device.Handle), CancellationToken.None);
        }

        private async Task<bool> AuditAsync(string deviceId, string pushId)
        {
            await audit.RecordAsync(staff.UserId, "test-push-sent", $"device/{deviceId}", $"Push {pushId}.");
            return true;
        }
    }

    private sealed record Device(string UserId, string Platform, string Handle);

    private static class Sql
    {
        public const string FindDevice = """
            SELECT user_id AS UserId, platform AS Platform, push_handle AS Handle
            FROM devices
            WHERE id = @DeviceId AND unregistered_at IS NULL
            """;
    }
}
