using Microsoft.AspNetCore.Http.HttpResults;
using Mobile.Features.Data;
using Mobile.Features.Pipeline;

namespace Mobile.Features.Devices;

/// <summary>The devices on which the caller gets pushes, the most recently seen first. There are never many: see <see cref="RegisterDevice"/>.</summary>
public static class ListDevices
{
    public sealed record Response(IReadOnlyList<DeviceBody> Items);

    public static void Map(ApiVersions api) =>
        api.V1.MapGet("/devices", async Task<Ok<Response>> (Handler handler, CancellationToken stop) =>
                TypedResults.Ok(new Response(await handler.ListAsync(stop))))
            .WithSummary("List the caller's devices");

    public sealed class Handler(DbSession db, Caller caller)
    {
        public async Task<IReadOnlyList<DeviceBody>> ListAsync(CancellationToken stop)
        {
            var devices = await db.QueryAsync<Device>(Sql.Own, new { caller.UserId }, stop);
            return [.. devices.Select(device => DeviceBody.From(device, caller.SessionId))];
        }
    }

    private static class Sql
    {
        public const string Own = $"{Device.OfUser} ORDER BY last_seen_at DESC, id";
    }
}
