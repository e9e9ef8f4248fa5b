using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Data;
using Mobile.Features.Devices;
using Mobile.Features.Push;
using Mobile.Features.Push.Attention;
using Mobile.Features.Push.Events;

namespace Mobile.Features.Tests.Push.Events;

/// <summary>Events of any kind, and what becomes of those that cannot be told.</summary>
public abstract class EventExpansionTests(TestHost host) : PushScene(host)
{
    public sealed class Sqlite() : EventExpansionTests(new SqliteApiHost());

    public sealed class SqlServer() : EventExpansionTests(new SqlServerApiHost());

    [EngineFact]
    public async Task Emoji_and_right_to_left_text_arrive_as_they_are_written()
    {
        const string Text = "👩‍👩‍👧‍👦 مرحبا بالعالم \u202eשלום\u202c \"<&>\" \\ ";
        var phone = await PhoneAsync();

        await SayAsync(Text);

        Assert.Equal([Text], await TitlesAsync("alice", phone));
        Assert.Contains(Text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal), await Store.ReadAsync<string>("SELECT payload FROM inbox_messages"), StringComparison.Ordinal);
    }

    [EngineTheory]
    [InlineData("x")]
    [InlineData("🎉")]
    public async Task A_payload_of_exactly_4096_bytes_is_carried_and_one_more_is_refused_when_it_is_composed(string filler)
    {
        await PhoneAsync();
        var around = PushPayload.Render(PushPlatform.FcmV1, Ids.New(Host.Clock), Content("")).Length;
        var left = PushPayload.MaxBytes - around;
        var bytes = System.Text.Encoding.UTF8.GetByteCount(filler);
        var fits = string.Concat(Enumerable.Repeat(filler, left / bytes)) + new string('.', left % bytes);

        await SayAsync("t", fits);
        await SayAsync("t", fits + ".");

        Assert.Equal((1, 1), (await CountAsync("outbox WHERE state = 'done'"), await CountAsync("outbox WHERE state = 'pending'")));
        Assert.Equal((1, 1), (await CountAsync("pushes"), await CountAsync("inbox_messages")));
        Assert.Contains("4097 bytes", await Store.ReadAsync<string>("SELECT failure FROM outbox WHERE state = 'pending'"), StringComparison.Ordinal);

        static PushContent Content(string body) => new(PushCategory.Orders, "t", body, null, "said", TimeSpan.FromHours(1));
    }

    [EngineFact]
    public async Task An_event_that_cannot_be_told_is_tried_five_times_and_keeps_no_other_from_being_told()
    {
        var phone = await PhoneAsync();
        await AddEventAsync("no-such-type", "{}");
        await SayAsync("meanwhile");
        Assert.Equal(["meanwhile"], await TitlesAsync("alice", phone));

        var tries = new List<string>();
        for (var minutes = 1; minutes <= 8; minutes *= 2)
        {
            tries.Add(await StateAsync());
            Host.Clock.Advance(TimeSpan.FromMinutes(minutes - 0.1));
            await ExpandAsync();
            Assert.Equal(tries[^1], await StateAsync());
            Host.Clock.Advance(TimeSpan.FromMinutes(0.2));
            await ExpandAsync();
        }

        Assert.Equal(["pending 1", "pending 2", "pending 3", "pending 4"], tries);
        Assert.Equal("dead 5", await StateAsync());

        async Task<string> StateAsync() => (await Store.QueryAsync<string>(
            "SELECT CONCAT(state, ' ', attempts) FROM outbox WHERE type = 'no-such-type'")).Single();
    }

    [EngineTheory]
    [InlineData("said", "{", "What is stored is not such an event.")]
    [InlineData("said", "{\"userId\":null,\"title\":\"t\",\"body\":\"b\"}", "What is stored is not such an event.")]
    [InlineData("said", "null", "What is stored is not such an event.")]
    [InlineData("unheard-of", "{}", "This build does not know its type.")]
    [InlineData("unspeakable", "{\"userId\":\"u\"}", "NotSupportedException")]
    public async Task Why_an_event_failed_is_written_down_without_what_it_says(string type, string json, string failure)
    {
        await PhoneAsync();
        await AddEventAsync(type, json);

        await ExpandAsync();

        Assert.Equal(failure, await Store.ReadAsync<string>("SELECT failure FROM outbox"));
        Assert.Equal(0, await CountAsync("pushes"));
    }

    [EngineFact]
    public async Task Staff_retry_a_dead_event_once_it_can_be_told()
    {
        var phone = await PhoneAsync();
        await AddEventAsync("said", "{");
        await Store.WriteAsync("UPDATE outbox SET state = 'dead', attempts = 5, settled_at = due_at, failure = 'broken'");
        var id = (await Store.ReadAsync<string>("SELECT id FROM outbox"))!;
        await ExpandAsync();
        var user = await Store.ReadAsync<string>("SELECT id FROM users WHERE subject = 'alice'");

        var seen = Assert.Single((await Desk.OfViewer(Host.Services).AskAsync((ListAttention.Handler handler) => handler.ListAsync(null, 10, default))).Items);
        await Store.WriteAsync("UPDATE outbox SET event = @json", new { json = $$"""{"userId":"{{user}}","title":"at last","body":"b"}""" });
        await Desk.OfPush(Host.Services).GetAsync((RetryEvent.Handler handler) => handler.RetryAsync(id, default));
        await Desk.OfPush(Host.Services).AssertRefusedAsync("event-not-found", (RetryEvent.Handler handler) => handler.RetryAsync(id, default));
        await ExpandAsync();
        await DispatchAsync();

        Assert.Equal((id, "said", "broken"), (seen.Id, seen.EventType, seen.Reason));
        Assert.Equal(["at last"], await TitlesAsync("alice", phone));
        Assert.Equal(1, await CountAsync($"audit_log WHERE action = 'event-retried' AND subject = 'event/{id}'"));
    }

    private static T With<T>(IServiceProvider services) => ActivatorUtilities.CreateInstance<T>(
        services, new PushEvents([new("said", typeof(Said)), new("unspeakable", typeof(Unspeakable))]));

    private Task<string> PhoneAsync() => AddDeviceAsync("alice");

    /// <summary>Says it to alice, until it has arrived.</summary>
    private async Task SayAsync(string title, string body = "b")
    {
        var user = (await Store.ReadAsync<string>("SELECT id FROM users WHERE subject = 'alice'"))!;
        await AskAsync(services => services.GetRequiredService<DbSession>().WriteAsync(
            async () =>
            {
                await With<Outbox>(services).AddAsync(new Said(user, title, body));
                return true;
            },
            default));
        await ExpandAsync();
        await DispatchAsync();
    }

    private Task<int> ExpandAsync() => AskAsync(services => With<EventExpansion>(services).ExpandDueAsync(100, default));

    private Task<int> AddEventAsync(string type, string json) => Store.WriteAsync(
        """
        INSERT INTO outbox (id, type, user_id, event, occurred_at, state, attempts, due_at)
        SELECT @id, @type, id, @json, @now, 'pending', 0, @now FROM users WHERE subject = 'alice'
        """,
        new { id = Ids.New(Host.Clock), type, json, now = Host.Clock.UnixMilliseconds() });

    private sealed record Said(string UserId, string Title, string Body) : IPushEvent
    {
        public EventPush ToPush(string locale) => new(PushCategory.Orders, Title, Body, Path: null, "said", TimeSpan.FromHours(1));
    }

    private sealed record Unspeakable(string UserId) : IPushEvent
    {
        public EventPush ToPush(string locale) => throw new NotSupportedException(string.Create(CultureInfo.InvariantCulture, $"{UserId} has secrets"));
    }
}
