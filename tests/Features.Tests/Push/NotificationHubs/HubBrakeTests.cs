using System.Net;
using Mobile.Features.Push;

namespace Mobile.Features.Tests.Push.NotificationHubs;

public sealed class HubBrakeTests : IDisposable
{
    private readonly Recorder recorder = new();
    private readonly HubScene scene;

    public HubBrakeTests() => scene = new HubScene(recorder);

    public void Dispose() => scene.Dispose();

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    public async Task After_trouble_sends_are_held_ever_longer_up_to_a_minute_and_a_success_forgets_it(HttpStatusCode trouble)
    {
        recorder.Answer = _ => new HttpResponseMessage(trouble);
        foreach (var seconds in (int[])[1, 2, 4, 8, 16, 32, 60, 60])
        {
            await SendAsync();
            await AssertHeldAsync(TimeSpan.FromSeconds(seconds));
            scene.Clock.Now += TimeSpan.FromSeconds(seconds);
        }

        recorder.Answer = _ => new HttpResponseMessage(HttpStatusCode.Created);
        Assert.Equal(SendOutcome.Accepted, (await SendAsync()).Outcome);
        recorder.Answer = _ => new HttpResponseMessage(trouble);
        await SendAsync();
        await AssertHeldAsync(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task What_the_hub_asks_for_holds_every_send_of_the_process()
    {
        recorder.Answer = _ => new HttpResponseMessage(HttpStatusCode.TooManyRequests) { Headers = { RetryAfter = new(TimeSpan.FromSeconds(90)) } };
        await SendAsync();
        recorder.Answer = _ => new HttpResponseMessage(HttpStatusCode.Created);

        await AssertHeldAsync(TimeSpan.FromSeconds(90));
        scene.Clock.Now += TimeSpan.FromSeconds(89);
        await AssertHeldAsync(TimeSpan.FromSeconds(1));
        scene.Clock.Now += TimeSpan.FromSeconds(1);
        Assert.Equal(SendOutcome.Accepted, (await SendAsync()).Outcome);
    }

    [Fact]
    public async Task What_the_hub_asks_for_is_granted_for_an_hour_at_most()
    {
        recorder.Answer = _ => new HttpResponseMessage(HttpStatusCode.TooManyRequests) { Headers = { RetryAfter = new(TimeSpan.FromDays(9)) } };
        await SendAsync();

        await AssertHeldAsync(TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task A_trial_that_fails_on_our_side_lets_the_next_one_try()
    {
        recorder.Answer = _ => new HttpResponseMessage(HttpStatusCode.InternalServerError);
        await SendAsync();
        scene.Clock.Now += TimeSpan.FromSeconds(1);
        recorder.Answer = _ => throw new InvalidOperationException();
        await Assert.ThrowsAsync<InvalidOperationException>(SendAsync);

        recorder.Answer = _ => new HttpResponseMessage(HttpStatusCode.Created);
        Assert.Equal(SendOutcome.Accepted, (await SendAsync()).Outcome);
    }

    [Fact]
    public async Task A_bad_push_is_no_trouble_of_the_hub()
    {
        recorder.Answer = _ => new HttpResponseMessage(HttpStatusCode.BadRequest);
        await SendAsync();

        Assert.Equal("bad-request", (await SendAsync()).Reason);
    }

    [Fact]
    public async Task What_several_sends_meet_at_once_is_one_trouble_and_one_of_them_tries_again_alone()
    {
        var answers = new TaskCompletionSource();
        var gate = new Gate { Opens = answers.Task };
        using var slow = new HubScene(gate);
        var sends = Enumerable.Range(0, 4).Select(_ => slow.SendAsync(HubScene.Apple(), HubScene.Target("a1"))).ToList();
        answers.SetResult();
        await Task.WhenAll(sends);

        var held = await slow.SendAsync(HubScene.Apple(), HubScene.Target("a1"));
        Assert.Equal(TimeSpan.FromSeconds(1), held.RetryAfter);
        slow.Clock.Now += TimeSpan.FromSeconds(1);
        var again = new TaskCompletionSource();
        gate.Opens = again.Task;
        var trial = slow.SendAsync(HubScene.Apple(), HubScene.Target("a1"));
        var other = await slow.SendAsync(HubScene.Apple(), HubScene.Target("a1")).WaitAsync(Patience.Limit);
        again.SetResult();

        Assert.Equal((SendOutcome.NotTaken, "held"), (other.Outcome, other.Reason));
        Assert.Equal(SendOutcome.Unknown, (await trial).Outcome);
    }

    private Task<SendResult> SendAsync() => scene.SendAsync(HubScene.Apple(), HubScene.Target("a1"));

    private async Task AssertHeldAsync(TimeSpan remaining)
    {
        var calls = recorder.Requests.Count;
        var held = await SendAsync();
        Assert.Equal((SendOutcome.NotTaken, "held", remaining), (held.Outcome, held.Reason, held.RetryAfter));
        Assert.Equal(calls, recorder.Requests.Count);
    }

    /// <summary>Answers 500 once it is opened.</summary>
    private sealed class Gate : HttpMessageHandler
    {
        public Task Opens { get; set; } = Task.CompletedTask;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await Opens;
            return new HttpResponseMessage(HttpStatusCode.InternalServerError);
        }
    }
}
