using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Pipeline.Idempotency;

namespace Mobile.Features.Tests.Pipeline.Limits;

/// <summary>Who is let in while the store has as much to write as it can.</summary>
public sealed class WriteAdmissionTests() : SheddingScene(new SqliteHost())
{
    private WriteAdmission Admission => Host.Services.GetRequiredService<WriteAdmission>();

    [Theory]
    [EveryVersion]
    public async Task A_write_beyond_the_capacity_is_told_when_to_come_back_and_leaves_no_trace(string version)
    {
        var (entered, key) = (Fill(), App.NewKey());

        var refused = await PlaceAsync(version, key);

        await refused.AssertProblemAsync(503, "temporary-reduced-capacity");
        Assert.InRange(int.Parse(refused.Header("Retry-After")!), 1, 3);
        Assert.Equal(0, await Host.Store.ReadAsync<long>("SELECT COUNT(*) FROM idempotency_keys WHERE idempotency_key = @key", new { key }));
        Empty(entered);
        Assert.Equal(HttpStatusCode.Created, (await PlaceAsync(version, key)).StatusCode);
    }

    [Theory]
    [EveryVersion]
    public async Task A_repetition_is_no_new_write(string version)
    {
        var key = App.NewKey();
        await PlaceAsync(version, key);
        var entered = Fill();

        var replay = await PlaceAsync(version, key);

        Assert.Equal(HttpStatusCode.Created, replay.StatusCode);
        Assert.True(replay.IsReplay());
        Empty(entered);
    }

    [Theory]
    [EveryVersion]
    public async Task Whoever_leaves_makes_room_however_it_ended(string version)
    {
        var entered = Fill();
        Admission.Leave();
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Alice.PostAsync($"/api/{version}/orders", Contract.Of(version).Order("NO-SUCH"), App.NewKey())).StatusCode);
            Assert.Equal(HttpStatusCode.BadRequest, (await Alice.PostAsync($"/api/{version}/orders", new { quantity = "many" }, App.NewKey())).StatusCode);
        }

        Assert.Equal(HttpStatusCode.Created, (await PlaceAsync(version, App.NewKey())).StatusCode);
        Empty(entered - 1);
    }

    [Theory]
    [EveryVersion]
    public async Task Reads_are_not_counted(string version)
    {
        var entered = Fill();

        Assert.Equal(HttpStatusCode.OK, (await Alice.GetAsync($"/api/{version}/orders")).StatusCode);
        Empty(entered);
    }

    [Theory]
    [EveryVersion]
    public async Task A_store_that_is_at_ease_lets_everybody_in(string version)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => PlaceAsync(version, App.NewKey())));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Created, answer.StatusCode));
    }

    /// <summary>Takes all the room there is.</summary>
    private int Fill()
    {
        var entered = 0;
        while (Admission.TryEnter())
        {
            entered++;
        }

        return entered;
    }

    private void Empty(int entered)
    {
        for (var i = 0; i < entered; i++)
        {
            Admission.Leave();
        }
    }
}
