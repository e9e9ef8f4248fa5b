using Mobile.Perf.Load;
using Mobile.Perf.Tests.Support;

namespace Mobile.Perf.Tests.Load;

public sealed class LoadGeneratorTests
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly Inject TenSeconds = new(100, 10 * Second);

    private readonly SimulatedTime time = new();

    [Fact]
    public void A_server_that_stalls_is_in_the_figures_of_all_who_came_meanwhile()
    {
        var measured = time.Measure(StallsInTheThirdSecond(), [TenSeconds]);

        // A tenth of all arrivals come while it stalls, evenly: each waits for the rest of the second.
        Assert.Equal(1000, measured.Whole.Ok);
        Assert.InRange(measured.Whole.Latency.P50, 1, 3);
        Assert.InRange(measured.Whole.Latency.P95, 480, 520);
        Assert.InRange(measured.Whole.Latency.P99, 880, 920);
        Assert.InRange(measured.Whole.Latency.Max, 980, 1010);
        Assert.Equal(0, measured.Whole.Seconds[2].Ok);
        Assert.InRange(measured.Whole.Seconds[3].Ok, 195, 201);
    }

    [Fact]
    public void A_closed_model_hides_the_same_stall()
    {
        var measured = time.Measure(StallsInTheThirdSecond(), [new KeepConstant(1, 10 * Second)]);

        Assert.InRange(measured.Whole.Latency.P99, 1, 3);
        Assert.InRange(measured.Whole.Latency.Max, 980, 1010);
    }

    [Fact]
    public void A_late_start_counts_from_when_it_was_due_and_is_told()
    {
        var blocked = false;
        var scenario = new FakeScenario((arrival, stop) =>
        {
            if (arrival.Number == 500 && !blocked)
            {
                blocked = true;
                time.Block(Second);
            }

            return arrival.TakeAsync("first", time, Millisecond, stop);
        });

        var measured = time.Measure(scenario, [TenSeconds]);

        Assert.InRange(measured.Of("first").Latency.P95, 480, 520);
        Assert.InRange(measured.Lateness.Percentile(95).TotalMilliseconds, 480, 520);
        Assert.InRange(measured.Lateness.Percentile(50).TotalMilliseconds, 0, 1);
    }

    [Fact]
    public void A_second_step_counts_from_its_own_start()
    {
        var measured = time.Measure(
            new FakeScenario(async (arrival, stop) =>
            {
                await arrival.TakeAsync("first", time, 20 * Millisecond, stop);
                await arrival.TakeAsync("second", time, 5 * Millisecond, stop);
            }),
            [new Inject(10, Second)]);

        Assert.InRange(measured.Of("first").Latency.P50, 20, 22);
        Assert.InRange(measured.Of("second").Latency.P50, 5, 6);
        Assert.InRange(measured.Whole.Latency.P50, 25, 27);
    }

    [Fact]
    public void An_arrival_that_finds_the_cap_reached_is_a_failure_and_not_dropped()
    {
        var measured = time.Measure(
            new FakeScenario((arrival, stop) => arrival.TakeAsync("slow", time, 5 * Second, stop)), [new Inject(10, 2 * Second)], cap: 5);

        Assert.Equal((5, 15), (measured.Whole.Ok, measured.Whole.Failed));
        Assert.Contains(new StatusCount(LoadGenerator.Overloaded, false, 15), measured.Whole.Statuses);
    }

    [Fact]
    public void What_does_not_end_is_broken_off_and_counted_as_unfinished()
    {
        var measured = time.Measure(
            new FakeScenario((arrival, stop) => arrival.TakeAsync("endless", time, TimeSpan.FromDays(1), stop)), [new Inject(1, 3 * Second)]);

        Assert.Equal([new StatusCount("unfinished", false, 3)], measured.Of("endless").Statuses);
    }

    [Fact]
    public void A_step_that_fails_ends_its_arrival_under_its_name()
    {
        var measured = time.Measure(
            new FakeScenario(async (arrival, stop) =>
            {
                await arrival.StepAsync<bool>("first", _ => throw new StepFailedException("503"));
                await arrival.TakeAsync("second", time, Millisecond, stop);
            }),
            [new Inject(1, 3 * Second)]);

        Assert.Equal([new StatusCount("503", false, 3)], measured.Of("first").Statuses);
        Assert.Equal([new StatusCount("503", false, 3)], measured.Whole.Statuses);
        Assert.DoesNotContain(measured.Steps, step => step.Name == "second");
    }

    [Fact]
    public void An_interrupted_run_takes_no_more_arrivals_and_waits_for_those_under_way()
    {
        using var interrupt = new CancellationTokenSource();
        var scenario = new FakeScenario((arrival, stop) =>
        {
            if (arrival.Number == 9)
            {
                interrupt.Cancel();
            }

            return arrival.TakeAsync("slow", time, 2 * Second, stop);
        });

        var measured = time.Measure(scenario, [TenSeconds], interrupt: interrupt.Token);

        Assert.InRange(scenario.Runs, 10, 11);
        Assert.Equal((scenario.Runs, 0), (measured.Whole.Ok, measured.Whole.Failed));
    }

    [Fact]
    public void KeepConstant_keeps_so_many_under_way()
    {
        var (now, most) = (0, 0);
        var measured = time.Measure(
            new FakeScenario(async (arrival, stop) =>
            {
                most = Math.Max(most, ++now);
                await arrival.TakeAsync("step", time, 100 * Millisecond, stop);
                now--;
            }),
            [new KeepConstant(7, 10 * Second)]);

        Assert.Equal(7, most);
        Assert.InRange(measured.Whole.Rps, 69, 70);
    }

    [Fact]
    public void Simulations_follow_each_other_and_numbers_go_on()
    {
        var numbers = new List<long>();
        time.Measure(
            new FakeScenario((arrival, stop) =>
            {
                numbers.Add(arrival.Number);
                return Task.CompletedTask;
            }),
            [new Inject(2, Second), new Inject(3, Second)]);

        Assert.Equal([0, 1, 2, 3, 4], numbers);
    }

    [Fact]
    public void Whoever_still_waits_after_the_load_does_not_lower_its_rate()
    {
        var measured = time.Measure(
            new FakeScenario((arrival, stop) => arrival.TakeAsync("step", time, arrival.Number == 50 ? 20 * Second : Millisecond, stop)), [TenSeconds]);

        Assert.InRange(measured.Whole.Rps, 99, 100);
        Assert.Equal(1000, measured.Whole.Ok);
    }

    /// <summary>Answers within a millisecond, but to nobody from the second to the third second.</summary>
    private FakeScenario StallsInTheThirdSecond()
    {
        var start = time.Elapsed;
        return new((arrival, stop) =>
        {
            var at = time.Elapsed - start;
            return arrival.TakeAsync("step", time, at >= 2 * Second && at < 3 * Second ? (3 * Second) - at + Millisecond : Millisecond, stop);
        });
    }
}
