using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Idempotency;
using Mobile.Features.Pipeline.OpenApi;
using Mobile.Features.Pipeline.Problems;
using Mobile.Features.Sessions;

namespace Mobile.Features.Devices;

/// <summary>Ends pushes on a device of the caller's. Removing it again changes nothing.</summary>
public static class RemoveDevice
{
    public static void Map(ApiVersions api) =>
        api.V1.MapDelete("/devices/{installationId}", async Task<IResult> (string installationId, Handler handler, CancellationToken stop) =>
                await handler.RemoveAsync(installationId, stop) ? TypedResults.NoContent() : DeviceProblems.DeviceNotFound)
            .WithSummary("Unregister a device")
            .WithExample("installationId", RegisterDevice.ExampleInstallation)
            .Produces(StatusCodes.Status204NoContent)
            .WithProblems(DeviceProblems.DeviceNotFound)
            .RequireIdempotencyKey()
            .RequireLiveSession();

    public sealed class Handler(DbSession db, Caller caller, TimeProvider clock)
    {
        /// <returns>False where the caller never had such a device, or somebody else has it by now.</returns>
        public async Task<bool> RemoveAsync(string id, CancellationToken stop)
        {
            var ended = await db.ExecuteAsync(
                Sql.End, new { id, caller.UserId, reason = UnregisteredReasons.Removed, now = clock.UnixMilliseconds() });
            return ended == 1 || await db.FindAsync<string>(Sql.FindOwn, new { id, caller.UserId }, stop) is not null;
        }
    }

    private static class Sql
    {
        public const string End = $"{Unregistration.End} AND id = @id AND user_id = @UserId";
        public const string FindOwn = "SELECT id FROM devices WHERE id = @id AND user_id = @UserId";
    }
}
