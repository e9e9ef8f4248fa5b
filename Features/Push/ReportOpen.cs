using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Mobile.Features.Data;
using Mobile.Features.Devices;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Idempotency;
using Mobile.Features.Pipeline.OpenApi;
using Mobile.Features.Pipeline.Problems;
using Mobile.Features.Push.Sending;

namespace Mobile.Features.Push;

/// <summary>Says that the user has opened a push on a device. It counts once; and what was opened has arrived, whatever the gateway said.</summary>
public static class ReportOpen
{
    /// <param name="PushId">As it came with the push.</param>
    public sealed record Request([property: Required, StringLength(32, MinimumLength = 32)] string PushId);

    public static void Map(ApiVersions api) =>
        api.V1.MapPost("/devices/{installationId}/opens", async Task<Results<NoContent, Problem>> (
                string installationId, Request body, Handler handler, CancellationToken stop) =>
            (await handler.OpenAsync(installationId, body.PushId, stop)).Answer(_ => TypedResults.NoContent()))
            .WithSummary("Report that a push was opened")
            .WithExample("installationId", RegisterDevice.ExampleInstallation)
            .WithExample("""{ "pushId": "0197f0a05c1e7b3a9f000c8f6f7a1d45" }""")
            .WithProblems(DeviceProblems.DeviceNotFound, PushProblems.PushNotFound)
            .RequireIdempotencyKey();

    public sealed class Handler(DbSession db, PushCounts counts, Caller caller, TimeProvider clock)
    {
        /// <returns>Whether it is the first report.</returns>
        public async Task<Outcome<bool>> OpenAsync(string deviceId, string pushId, CancellationToken stop)
        {
            var key = new { pushId, deviceId, caller.UserId, now = clock.UnixMilliseconds() };
            if (await db.FindAsync<string>(Sql.FindDevice, key, stop) is null)
            {
                return DeviceProblems.DeviceNotFound;
            }

            if (await db.FindAsync<Delivery>(Sql.FindDelivery, key, stop) is not { } delivery)
            {
                return PushProblems.PushNotFound;
            }

            if (delivery.State != DeliveryStates.Sent)
            {
                // Whoever is settling it is waited for, or will find it opened.
                await counts.LockAsync(pushId, delivery.Lane);
            }

            var isFirst = await db.ExecuteAsync(Sql.Open, key) == 1;
            if (isFirst && delivery.Lane == DeliveryLanes.Campaign)
            {
                await counts.AddAsync(pushId, new(PushCounts.Opened), 1);
            }

            await ArriveAsync(pushId, deviceId, (await db.FindAsync<Delivery>(Sql.FindDelivery, key, stop))!);
            return isFirst;
        }

        /// <summary>It is not sent again, whatever was decided meanwhile. One that is being sent is settled by its batch.</summary>
        private async Task ArriveAsync(string pushId, string deviceId, Delivery delivery)
        {
            if (delivery.State is not (DeliveryStates.Sent or DeliveryStates.Sending))
            {
                var arrived = await db.ExecuteAsync(Sql.Arrive, new { pushId, deviceId, delivery.State, now = clock.UnixMilliseconds() });
                await counts.MoveAsync(pushId, delivery.Lane, new(delivery.State, delivery.Reason), new(DeliveryStates.Sent), arrived);
            }
        }
    }

    private sealed record Delivery(string Lane, string State, string? Reason);

    private static class Sql
    {
        public const string FindDevice = "SELECT id FROM devices WHERE id = @deviceId AND user_id = @UserId";

        /// <summary>One that was never handed over cannot have been opened.</summary>
        public const string FindDelivery = """
            SELECT lane AS Lane, state AS State, reason AS Reason
            FROM deliveries
            WHERE push_id = @pushId AND device_id = @deviceId AND user_id = @UserId AND attempted_at IS NOT NULL
            """;

        public const string Arrive = """
            UPDATE deliveries
            SET state = 'sent', reason = NULL, attention_at = NULL, settled_at = @now
            WHERE push_id = @pushId AND device_id = @deviceId AND state = @State
            """;

        public const string Open = "UPDATE deliveries SET opened_at = @now WHERE push_id = @pushId AND device_id = @deviceId AND opened_at IS NULL";
    }
}
