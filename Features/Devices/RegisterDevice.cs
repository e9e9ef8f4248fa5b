using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Idempotency;
using Mobile.Features.Pipeline.OpenApi;
using Mobile.Features.Pipeline.Problems;
using Mobile.Features.Sessions;

namespace Mobile.Features.Devices;

/// <summary>
/// Registers the app on a device for pushes to the caller. The last one to register an installation or a handle has it, whoever had it
/// before; the same user finds the preferences again.
/// </summary>
public static class RegisterDevice
{
    /// <summary>Of one user; one more ends the registration of the device that was not seen for longest.</summary>
    public const int MaxDevices = 20;

    /// <summary>As the documents show one.</summary>
    public const string ExampleInstallation = "5e2f7c3a-9d41-4b8e-a0c6-1f2d3e4a5b6c";

    /// <param name="PushToken">
    /// What the platform gave the app. Of <c>apns</c> the bytes of the device token as hex digits, two for each, in either case: neither the token of
    /// Expo or another service, nor Base64. Of <c>fcmV1</c> the registration token, as it is.
    /// </param>
    /// <param name="AppVersion">Stored as unknown, with a warning, where it cannot be read; as are all that describe the device.</param>
    /// <param name="Locale">In which the app shows itself: de, de-CH, zh-Hant-TW; Java's and POSIX' spellings are understood.</param>
    /// <param name="OsVersion">Cut to 50 characters.</param>
    /// <param name="Model">Cut to 100 characters.</param>
    /// <param name="TimeZone">An IANA name, such as Europe/Zurich, or a fixed offset, such as GMT+05:30; Etc/UTC when left out.</param>
    public sealed record Request(
        [property: Required, AllowedValues("apns", "fcmV1")] string Platform,
        [property: Required, StringLength(4000), RegularExpression("^[!-~]+$", ErrorMessage = "Send the token as printable ASCII, without blanks; of apns its bytes as hex digits, two for each.")] string PushToken,
        [property: Required(AllowEmptyStrings = true)] string AppVersion,
        [property: Required(AllowEmptyStrings = true), StringLength(DeviceFacts.MaxSent)] string Locale,
        [property: StringLength(DeviceFacts.MaxSent)] string? OsVersion = null,
        [property: StringLength(DeviceFacts.MaxSent)] string? Model = null,
        [property: StringLength(DeviceFacts.MaxSent)] string? TimeZone = null) : IValidatableObject
    {
        /// <summary>The token is a secret.</summary>
        public override string ToString() => nameof(RegisterDevice);

        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
        {
            if (!PushHandle.IsValid(Platform, PushToken))
            {
                yield return new(PushHandle.ApnsForm, [nameof(PushToken)]);
            }
        }
    }

    public static void Map(ApiVersions api) =>
        api.V1.MapPut("/devices/{installationId}", async Task<Results<Ok<DeviceBody>, Created<DeviceBody>, Problem>> (
                [RegularExpression("^[A-Za-z0-9._-]{8,64}$", ErrorMessage = "Send 8 to 64 letters, digits, dots, dashes or underscores.")] string installationId,
                Request body,
                Handler handler,
                CancellationToken stop) =>
            await handler.RegisterAsync(installationId, body, stop) switch
            {
                { Problem: { } problem } => problem,
                { Value: (var device, true) } => TypedResults.Created((string?)null, device),
                { Value: var (device, _) } => TypedResults.Ok(device),
            })
            .WithSummary("Register a device for pushes")
            .WithExample("installationId", RegisterDevice.ExampleInstallation)
            .WithExample("""
                {
                  "platform": "apns", "pushToken": "740f4707bebcf74f9b7c25d48e3358945f6aa01da5ddb387462c7eaf61bb78ad", "appVersion": "3.2.1",
                  "locale": "de-CH", "osVersion": "18.1", "model": "iPhone17,2", "timeZone": "Europe/Zurich"
                }
                """)
            .RequireIdempotencyKey()
            .RequireLiveSession();

    public sealed class Handler(DbSession db, Caller caller, ClockMonitor monitor, TimeProvider clock)
    {
        /// <returns>The device, and whether the caller did not have it before.</returns>
        public async Task<Outcome<(DeviceBody Device, bool IsNew)>> RegisterAsync(string id, Request request, CancellationToken stop)
        {
            var facts = new DeviceFacts(request);
            var isNew = await new RegistrationRow(id, request, facts, caller, monitor.TimeOfRow()).SaveAsync(db);
            if (isNew)
            {
                await MakeRoomAsync(id, stop);
            }

            var saved = await db.FindAsync<Device>(Device.OwnById, new { caller.UserId, Id = id }, stop);
            return (DeviceBody.From(saved!, caller.SessionId) with { Warnings = facts.Warnings }, isNew);
        }

        private async Task MakeRoomAsync(string id, CancellationToken stop)
        {
            var others = await db.QueryAsync<string>(Sql.Others, new { caller.UserId, id }, stop);
            foreach (var surplus in others.Skip(MaxDevices - 1))
            {
                await db.ExecuteAsync(Sql.End, new { id = surplus, reason = UnregisteredReasons.TooMany, now = clock.UnixMilliseconds() });
            }
        }
    }

    private static class Sql
    {
        public const string Others = """
            SELECT id FROM devices WHERE user_id = @UserId AND unregistered_at IS NULL AND id <> @id ORDER BY last_seen_at DESC, id
            """;

        public const string End = $"{Unregistration.End} AND id = @id";
    }
}
