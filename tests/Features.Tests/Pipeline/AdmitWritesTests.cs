using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Mobile.Features.Data;
using Mobile.Features.Pipeline.Idempotency;

namespace Mobile.Features.Tests.Pipeline;

/// <summary>Who is let in while the store has as much to write as it can.</summary>
public sealed class AdmitWritesTests(SqliteHost host) : IClassFixture<SqliteHost>
{
    private readonly SemaphoreSlim gate = new(0);

    [Fact]
    public async Task A_write_beyond_the_capacity_is_told_when_to_come_back_and_costs_nothing()
    {
        var door = DoorOf(capacity: 2, out var entered);
        Task[] under = [door.InvokeAsync(Write()), door.InvokeAsync(Write())];
        var third = Write();

        await door.InvokeAsync(third);

        Assert.Equal(StatusCodes.Status503ServiceUnavailable, third.Response.StatusCode);
        Assert.InRange(int.Parse(third.Response.Headers.RetryAfter!), 1, 3);
        Assert.Equal(2, entered());
        gate.Release(2);
        await Task.WhenAll(under);
    }

    [Fact]
    public async Task Whoever_leaves_makes_room_however_it_ended()
    {
        var door = DoorOf(capacity: 1, out var entered);
        var (failing, refused) = (Write(), Write());
        failing.Items["fails"] = true;
        var first = door.InvokeAsync(failing);
        await door.InvokeAsync(refused);
        gate.Release();
        await Assert.ThrowsAsync<InvalidDataException>(() => first);

        gate.Release();
        await door.InvokeAsync(Write());

        Assert.Equal(StatusCodes.Status503ServiceUnavailable, refused.Response.StatusCode);
        Assert.Equal(2, entered());
    }

    [Fact]
    public async Task Reads_are_not_counted_and_always_let_in()
    {
        var door = DoorOf(capacity: 0, out var entered);
        gate.Release();

        await door.InvokeAsync(RequestTo(new EndpointMetadataCollection()));

        Assert.Equal(1, entered());
    }

    [Theory]
    [EveryVersion]
    public async Task A_store_that_is_at_ease_lets_everybody_in(string version)
    {
        var alice = await host.SignInAsync("alice");

        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(i =>
            alice.PostAsync($"/api/{version}/orders", Contract.Of(version).Order("MUG-RED"), App.NewKey())));

        Assert.All(answers, answer => Assert.Equal(StatusCodes.Status201Created, (int)answer.StatusCode));
    }

    private AdmitWrites DoorOf(int capacity, out Func<int> entered)
    {
        var count = 0;
        entered = () => count;
        return new AdmitWrites(
            async context =>
            {
                Interlocked.Increment(ref count);
                await gate.WaitAsync();
                if (context.Items.ContainsKey("fails"))
                {
                    throw new InvalidDataException();
                }
            },
            new Busy(capacity));
    }

    private DefaultHttpContext Write() => RequestTo(new EndpointMetadataCollection(new IdempotencyMetadata()));

    private DefaultHttpContext RequestTo(EndpointMetadataCollection metadata)
    {
        var context = new DefaultHttpContext { RequestServices = host.Services };
        context.SetEndpoint(new RouteEndpoint(_ => Task.CompletedTask, RoutePatternFactory.Parse("/orders"), 0, metadata, null));
        return context;
    }

    private sealed class Busy(int capacity) : Database
    {
        public override string Engine => "none";

        public override string Location => "nowhere";

        public override ISqlDialect Dialect => throw new NotSupportedException();

        public override int WriteCapacity => capacity;

        public override Task<T> ReadAsync<T>(Func<DbUnit, Task<T>> work, CancellationToken stop) => throw new NotSupportedException();

        public override Task<T> WriteAsync<T>(Func<DbUnit, Task<T>> work, CancellationToken stop) => throw new NotSupportedException();
    }
}
