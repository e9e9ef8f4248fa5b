using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Mobile.Features.Data;
using Mobile.Features.Devices;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Push.Local;

/// <summary>What the local gateway has delivered to a device, newest first: to its user in Development, and to staff.</summary>
public static class GetInbox
{
    private const int MaxMessages = 100;

    public sealed record Inbox(IReadOnlyList<Message> Items);

    /// <param name="Payload">As the platform would have got it.</param>
    public sealed record Message(string PushId, string Platform, DateTimeOffset ReceivedAt, JsonElement Payload);

    /// <summary>No part of the contract: it is mapped in Development only.</summary>
    public static void Map(ApiVersions api) =>
        api.V2.MapGet("/devices/{installationId}/inbox", async Task<Results<Ok<Inbox>, Problem>> (
                string installationId, Handler handler, CancellationToken stop) =>
                (await handler.GetOwnAsync(installationId, stop)).Answer(TypedResults.Ok))
            .ExcludeFromDescription();

    public sealed class Handler(DbSession db, IPushGateway gateway, Caller caller, Staff staff)
    {
        /// <summary>Whether pushes end here. Where a hub carries them, nobody knows more than <see cref="ListDeliveries"/>.</summary>
        public bool IsDestination => gateway is LocalGateway;

        public async Task<Outcome<Inbox>> GetOwnAsync(string deviceId, CancellationToken stop) =>
            await db.FindAsync<string>(Sql.FindOwn, new { deviceId, caller.UserId }, stop) is null
                ? DeviceProblems.DeviceNotFound
                : await ReadAsync(Sql.NewestOwn, deviceId, stop);

        /// <exception cref="ProblemException">403: the caller may not look at it.</exception>
        public Task<Inbox> LookIntoAsync(string deviceId, CancellationToken stop)
        {
            staff.MustBeStaff();
            return ReadAsync(Sql.Newest, deviceId, stop);
        }

        private async Task<Inbox> ReadAsync(string newest, string deviceId, CancellationToken stop)
        {
            var rows = await db.QueryAsync<Row>($"{newest} {db.Dialect.Limit}", new { deviceId, caller.UserId, limit = MaxMessages }, stop);
            return new([.. rows.Select(row => new Message(row.PushId, row.Platform, row.ReceivedAt.ToTime(), JsonElement.Parse(row.Payload)))]);
        }
    }

    private sealed record Row(string PushId, string Platform, long ReceivedAt, string Payload);

    private static class Sql
    {
        public const string FindOwn = "SELECT id FROM devices WHERE id = @deviceId AND user_id = @UserId";

        public const string Newest = $"{Of} {NewestFirst}";

        /// <summary>Whoever had the device before got pushes of their own.</summary>
        public const string NewestOwn = $"{Of} AND user_id = @UserId {NewestFirst}";

        private const string Of = """
            SELECT push_id AS PushId, platform AS Platform, received_at AS ReceivedAt, payload AS Payload
            FROM inbox_messages
            WHERE device_id = @deviceId
            """;

        private const string NewestFirst = "ORDER BY received_at DESC, push_id DESC";
    }
}
