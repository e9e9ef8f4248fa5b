using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Idempotency;
using Mobile.Features.Pipeline.OpenApi;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Devices;

/// <summary>
/// Changes what the caller hears of on one device, by JSON merge patch (RFC 7396). A device's settings are its own, so the last change wins
/// and there is no version to match.
/// </summary>
public static class UpdatePreferences
{
    public sealed record Request
    {
        public Categories? Categories { get; init; }

        /// <summary>Null: none.</summary>
        public QuietHours? QuietHours { get; init { field = value; GivesQuietHours = true; } }

        [JsonIgnore]
        public bool GivesQuietHours { get; private init; }
    }

    public sealed record Categories(bool? Orders = null, bool? Promotions = null);

    public sealed record QuietHours(
        [property: RegularExpression(DeviceQuietHours.Pattern, ErrorMessage = DeviceQuietHours.Form)] string? From = null,
        [property: RegularExpression(DeviceQuietHours.Pattern, ErrorMessage = DeviceQuietHours.Form)] string? To = null);

    public static void Map(ApiVersions api) =>
        api.V1.MapPatch("/devices/{installationId}/preferences", async Task<Results<Ok<DevicePreferences>, Problem>> (
                string installationId, Request body, Handler handler, CancellationToken stop) =>
            (await handler.UpdateAsync(installationId, body, stop)).Answer(TypedResults.Ok))
            .WithSummary("Change what a device is told, and when")
            .WithExample("installationId", RegisterDevice.ExampleInstallation)
            .WithExample("""{ "categories": { "promotions": false }, "quietHours": { "from": "22:00", "to": "07:00" } }""")
            .WithProblems(DeviceProblems.DeviceNotFound)
            .AcceptsMergePatch<Request>()
            .RequireIdempotencyKey();

    public sealed class Handler(DbSession db, Caller caller)
    {
        public async Task<Outcome<DevicePreferences>> UpdateAsync(string id, Request patch, CancellationToken stop)
        {
            if (await db.FindAsync<Device>(Device.OwnById, new { caller.UserId, Id = id }, stop) is not { } device)
            {
                return DeviceProblems.DeviceNotFound;
            }

            if (patch.QuietHours is { From: "" } or { To: "" })
            {
                // A pattern lets an empty text pass.
                return TwoTimes;
            }

            var (from, to) = patch.GivesQuietHours && patch.QuietHours is null
                ? (null, null)
                : (Minutes(patch.QuietHours?.From) ?? device.QuietFrom, Minutes(patch.QuietHours?.To) ?? device.QuietTo);
            if (patch.QuietHours is not null && (from is null || to is null || from == to))
            {
                return TwoTimes;
            }

            var changed = device with
            {
                AllowsOrders = Number(patch.Categories?.Orders) ?? device.AllowsOrders,
                AllowsPromotions = Number(patch.Categories?.Promotions) ?? device.AllowsPromotions,
                QuietFrom = from,
                QuietTo = to,
            };
            await db.ExecuteAsync(
                Sql.Update,
                new { changed.Id, caller.UserId, changed.AllowsOrders, changed.AllowsPromotions, changed.QuietFrom, changed.QuietTo });
            return DevicePreferences.From(changed);
        }

        private static Problem TwoTimes => new(PipelineProblems.ValidationFailed)
        {
            Errors = new Dictionary<string, string[]>(StringComparer.Ordinal) { ["quietHours"] = ["Send from and to, two different times."] },
        };

        private static long? Minutes(string? time) => time is null ? null : DeviceQuietHours.Read(time);

        private static long? Number(bool? allowed) => allowed is null ? null : allowed.Value ? 1 : 0;
    }

    private static class Sql
    {
        public const string Update = """
            UPDATE devices
            SET allows_orders = @AllowsOrders, allows_promotions = @AllowsPromotions, quiet_from = @QuietFrom, quiet_to = @QuietTo
            WHERE id = @Id AND user_id = @UserId
            """;
    }
}
