using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Mobile.Client.Tests.Sync;

public sealed class FlushTests(SqliteHost host) : IClassFixture<SqliteHost>
{
    [Fact]
    public async Task Flush_and_pull_are_one_round_trip()
    {
        await using var phone = await Phone.SignInAsync(host, "alice");
        await phone.App.SyncAsync();
        using var online = await host.SignInAsync("alice");
        var theirs = await online.PlaceOrderAsync("TRJ-MOS", "from the web");
        var first = await phone.App.Orders.PlaceAsync([new("TRJ-MOS", 1)]);
        var second = await phone.App.Orders.PlaceAsync([new("TRJ-SLT", 1)]);
        phone.Network.Forget();

        var report = await phone.App.SyncAsync();

        Assert.Equal("/api/v2/batch", Assert.Single(phone.Network.Log).Path);
        Assert.Equal((2, 3, 0), (report.Sent, report.Pulled, report.Pending));
        foreach (var id in new[] { theirs, first, second })
        {
            Assert.NotNull((await phone.App.Orders.GetAsync(id))!.Value.Total);
        }
    }

    [Fact]
    public async Task The_server_is_told_when_a_write_was_made_and_by_which_app()
    {
        await using var phone = await Phone.SignInAsync(host, "alice");
        await phone.App.Orders.PlaceAsync([new("TRJ-MOS", 1)]);
        var made = (await phone.App.Writes.ListAsync())[0].QueuedAt;
        phone.Clock.Advance(TimeSpan.FromMinutes(5));

        await phone.App.SyncAsync();

        Assert.Equal(made.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ"), (string?)Batches.Of(phone.Network)[0][0]["headers"]!["X-Queued-At"]);
        var headers = phone.Network.To("/batch").First().Request.Headers;
        Assert.Equal(("ios", "3.2.1"), (headers.GetValues("X-App-Platform").Single(), headers.GetValues("X-App-Version").Single()));
        Assert.StartsWith("phone-of-alice", headers.GetValues("X-Device-Id").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_reply_makes_no_second_order()
    {
        await using var phone = await Phone.SignInAsync(host, "alice");
        var id = await phone.App.Orders.PlaceAsync([new("TRJ-MOS", 1)], "once");
        phone.Network.LoseReply("/batch");

        var report = await phone.App.SyncAsync();

        Assert.Equal((1, 0), (report.Sent, report.Rejected));
        Assert.Single(phone.Network.To("/batch").Select(batch => batch.Body).Distinct(StringComparer.Ordinal));
        Assert.Equal(1, await host.Store.ReadAsync<long>("SELECT COUNT(*) FROM orders WHERE id = @id", new { id }));
    }

    [Fact]
    public async Task A_write_keeps_its_key_and_its_body_when_the_app_is_killed()
    {
        await using var phone = new Phone(host.Address, "alice") { MaxAttempts = 1 };
        await (await phone.OpenAsync()).SignInAsync();
        var id = await phone.App.Orders.PlaceAsync([new("TRJ-MOS", 1)]);
        phone.Network.LoseReply("/batch");
        await Assert.ThrowsAsync<ServerUnreachableException>(() => phone.App.SyncAsync());

        var report = await (await phone.RestartAsync()).SyncAsync();

        Assert.Equal((1, 0), (report.Sent, report.Rejected));
        var batches = phone.Network.To("/batch").Select(batch => batch.Body).ToList();
        Assert.Equal(batches[0], batches[1]);
        Assert.Equal(1, await host.Store.ReadAsync<long>("SELECT COUNT(*) FROM orders WHERE id = @id", new { id }));
    }

    [Fact]
    public async Task A_retried_success_is_a_success_and_not_a_conflict()
    {
        await using var phone = await Phone.SignInAsync(host, "alice");
        var id = await phone.App.Orders.PlaceAsync([new("TRJ-MOS", 1)]);
        await phone.App.SyncAsync();
        await phone.App.Orders.AmendAsync(id, new() { Note = "amended" });
        phone.Network.LoseReply("/batch");

        var report = await phone.App.SyncAsync();

        Assert.Equal((1, 0, 0), (report.Sent, report.Conflicts, report.Rejected));
        Assert.Equal(("amended", 2), ((await phone.App.Orders.GetAsync(id))!.Value is var order ? (order.Note, order.Version) : default));
    }

    [Fact]
    public async Task Writes_to_one_order_go_one_after_the_other_each_on_top_of_the_one_before()
    {
        await using var phone = await Phone.SignInAsync(host, "alice");
        var id = await phone.App.Orders.PlaceAsync([new("TRJ-MOS", 1)]);
        await phone.App.Orders.AmendAsync(id, new() { Note = "first" });
        await phone.App.Orders.AmendAsync(id, new() { Note = "second" });
        await phone.App.Orders.RemoveAsync(id);

        var report = await phone.App.SyncAsync();

        Assert.Equal((4, 0, 0), (report.Sent, report.Conflicts, report.Rejected));
        Assert.Equal([null, "\"1\"", "\"2\"", "\"3\""], Batches.Of(phone.Network).Select(batch => batch[0].IfMatch()));
        Assert.Null(await phone.App.Orders.GetAsync(id));
    }

    [Fact]
    public async Task A_long_queue_goes_in_batches_of_fifty()
    {
        await using var phone = await Phone.SignInAsync(host, "vera");
        for (var i = 0; i < 60; i++)
        {
            await phone.App.Orders.PlaceAsync([new("TRJ-MOS", 1)], $"{i}");
        }

        var report = await phone.App.SyncAsync();

        Assert.Equal(60, report.Sent);
        Assert.Equal([50, 12], Batches.Of(phone.Network).Select(batch => batch.Count));
    }

    [Fact]
    public async Task What_a_batch_has_no_room_for_goes_at_once_in_the_next_one()
    {
        await using var phone = await Phone.SignInAsync(host, "alice");
        await phone.App.SyncAsync();
        var ids = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            ids.Add(await phone.App.Orders.PlaceAsync([new("TRJ-MOS", 1)], $"{i}"));
        }

        phone.Network.Forget();
        phone.Network.AnswerFullFrom(2);
        phone.Network.AnswerFullFrom(2);

        var report = await phone.App.SyncAsync();

        Assert.Equal((4, 0, 0, null), (report.Sent, report.Rejected, report.Pending, report.RetryAfter));
        Assert.Empty(phone.Clock.Waits);
        var batches = Batches.Of(phone.Network);
        Assert.Equal([5, 3, 1], batches.Select(batch => batch.Count));
        Assert.Equal(batches[0].Skip(2).Take(2).Select(item => item.Key()), batches[1].Take(2).Select(item => item.Key()));
        foreach (var id in ids)
        {
            Assert.NotNull((await phone.App.Orders.GetAsync(id))!.Value.Total);
        }
    }

    [Fact]
    public async Task A_batch_without_room_for_anything_is_waited_for()
    {
        await using var phone = await Phone.SignInAsync(host, "alice");
        await phone.App.Orders.PlaceAsync([new("TRJ-MOS", 1)]);
        phone.Network.AnswerFullFrom(0);

        var report = await phone.App.SyncAsync();

        Assert.Equal((1, 0, 0), (report.Sent, report.Rejected, report.Pending));
        Assert.Single(phone.Clock.Waits);
    }

    [Fact]
    public async Task What_the_server_cannot_take_now_stays_queued_and_is_sent_again_under_its_key()
    {
        await using var phone = await Phone.SignInAsync(host, "alice");
        var id = await phone.App.Orders.PlaceAsync([new("TRJ-MOS", 1)]);
        phone.Network.AnswerFirstItem(HttpStatusCode.ServiceUnavailable, new() { ["code"] = "store-unavailable", ["retryable"] = true }, retryAfter: "7");

        var report = await phone.App.SyncAsync();

        Assert.Equal((1, 0, 0), (report.Sent, report.Rejected, report.Pending));
        Assert.InRange(Assert.Single(phone.Clock.Waits).TotalSeconds, 7, 7.5);
        Assert.Single(Batches.Of(phone.Network).Select(batch => batch[0].Key()).Distinct(StringComparer.Ordinal));
        Assert.NotNull((await phone.App.Orders.GetAsync(id))!.Value.Total);
    }

    [Fact]
    public async Task A_server_that_cannot_take_it_for_long_is_reported_and_the_write_kept()
    {
        await using var phone = new Phone(host.Address, "alice") { MaxAttempts = 2 };
        await (await phone.OpenAsync()).SignInAsync();
        await phone.App.Orders.PlaceAsync([new("TRJ-MOS", 1)]);
        for (var i = 0; i < 2; i++)
        {
            phone.Network.AnswerFirstItem(HttpStatusCode.Conflict, new() { ["code"] = "request-in-flight", ["retryable"] = true }, retryAfter: "1");
        }

        var report = await phone.App.SyncAsync();

        Assert.Equal((0, 1, 0, TimeSpan.FromSeconds(1)), (report.Sent, report.Pending, report.DeadLetters, report.RetryAfter));
        Assert.Equal(1, (await phone.App.SyncAsync()).Sent);
    }

    [Theory]
    [InlineData(HttpStatusCode.UpgradeRequired, "client-upgrade-required")]
    [InlineData(HttpStatusCode.Gone, "api-version-retired")]
    public async Task An_app_that_is_too_old_is_told_and_its_queue_kept(HttpStatusCode status, string code)
    {
        await using var phone = await Phone.SignInAsync(host, "alice");
        await phone.App.Orders.PlaceAsync([new("TRJ-MOS", 1)]);
        phone.Network.AnswerFirstItem(status, new() { ["code"] = code });
        var item = await Assert.ThrowsAsync<ApiProblemException>(() => phone.App.SyncAsync());
        phone.Network.Answer("/batch", status, answer => answer.Content = Problem(new() { ["code"] = code }));
        var batch = await Assert.ThrowsAsync<ApiProblemException>(() => phone.App.SyncAsync());

        Assert.Equal((code, code), (item.Problem.Code, batch.Problem.Code));
        Assert.Single(await phone.App.Writes.ListAsync());
        Assert.Empty(await phone.App.DeadLetters.ListAsync());
    }

    [Fact]
    public async Task Syncs_run_one_at_a_time()
    {
        await using var phone = await Phone.SignInAsync(host, "alice");
        await phone.App.Orders.PlaceAsync([new("TRJ-MOS", 1)]);

        var reports = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => phone.App.SyncAsync()));

        Assert.Equal(1, reports.Sum(report => report.Sent));
        Assert.Equal(1, Batches.Of(phone.Network).Count(batch => batch.Count > 1));
    }

    private static StringContent Problem(JsonObject problem) => new(problem.ToJsonString(), Encoding.UTF8, "application/problem+json");
}
