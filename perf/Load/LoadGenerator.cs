namespace Mobile.Perf.Load;

/// <summary>
/// Makes load. In the open model every arrival starts when it is due, on its own, however many are under way: a server that stalls finds all
/// who came meanwhile in its figures, and not the one who happened to wait ("coordinated omission").
/// </summary>
internal sealed class LoadGenerator(IScenario scenario, TimeProvider clock, int seed, int cap = LoadGenerator.Cap)
{
    /// <summary>The name under which an arrival is counted that found the cap reached.</summary>
    public const string Overloaded = "generator overloaded";

    /// <summary>How many arrivals may be under way.</summary>
    public const int Cap = 20_000;

    /// <summary>How long after the last arrival answers are waited for.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    /// <summary>By so much a timer may be late.</summary>
    private static readonly TimeSpan Grain = 2 * Millisecond;

    private readonly Outstanding outstanding = new(cap);
    private long arrivals;

    public int UnderWay => outstanding.Count;

    /// <summary>
    /// One simulation after the other; then waits for what is under way, and breaks off what takes longer than <see cref="Patience"/>.
    /// </summary>
    /// <param name="interrupt">No more arrivals; those under way are waited for all the same.</param>
    /// <returns>How long load was made.</returns>
    public async Task<TimeSpan> RunAsync(IReadOnlyList<LoadSimulation> simulations, Measurements measurements, CancellationToken interrupt)
    {
        using var over = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        foreach (var simulation in simulations)
        {
            var start = clock.GetTimestamp();
            switch (simulation)
            {
                case OpenLoad open:
                    await InjectAsync(open, start, measurements, interrupt, over.Token);
                    break;

                case KeepConstant closed:
                    for (var copy = 0; copy < closed.Copies && outstanding.TryEnter(); copy++)
                    {
                        _ = RepeatAsync(closed, start, measurements, interrupt, over.Token);
                    }

                    break;
            }

            await UntilAsync(simulation.During, start, mayTurn: false, interrupt);
        }

        var during = measurements.Elapsed;
        over.CancelAfter(Patience);
        await outstanding.Idle;
        return during;
    }

    private async Task InjectAsync(OpenLoad load, long start, Measurements measurements, CancellationToken interrupt, CancellationToken over)
    {
        var previous = -5 * Grain;
        foreach (var due in load.Arrivals())
        {
            await UntilAsync(due, start, mayTurn: due >= previous + (5 * Grain), interrupt);
            previous = due;
            if (interrupt.IsCancellationRequested)
            {
                return;
            }

            var dueAt = start + (long)(due.TotalSeconds * clock.TimestampFrequency);
            if (outstanding.TryEnter())
            {
                _ = StartAsync(Next(dueAt, measurements, over), dueAt, measurements);
            }
            else
            {
                measurements.Whole.Record(clock.GetElapsedTime(dueAt), Overloaded, isOk: false);
            }
        }
    }

    private async Task StartAsync(Arrival arrival, long due, Measurements measurements)
    {
        // Whatever an arrival computes before its first wait delays nobody who is due.
        await Task.Yield();
        measurements.Lateness.Record(clock.GetElapsedTime(due));
        await arrival.RunAsync(scenario);
        outstanding.Leave();
    }

    private async Task RepeatAsync(KeepConstant load, long start, Measurements measurements, CancellationToken interrupt, CancellationToken over)
    {
        while (clock.GetElapsedTime(start) < load.During && !interrupt.IsCancellationRequested)
        {
            await Task.Yield();
            await Next(clock.GetTimestamp(), measurements, over).RunAsync(scenario);
        }

        outstanding.Leave();
    }

    private Arrival Next(long due, Measurements measurements, CancellationToken over) =>
        new(Interlocked.Increment(ref arrivals) - 1, due, seed, measurements, clock, over);

    /// <param name="mayTurn">
    /// What is left is finer than a timer's grain: the loop turns until it is over, and lets go first whoever has work. Where arrivals
    /// come close together it would hardly rest, and they are a little late instead.
    /// </param>
    private async Task UntilAsync(TimeSpan due, long start, bool mayTurn, CancellationToken interrupt)
    {
        while (due - clock.GetElapsedTime(start) is { Ticks: > 0 } wait && !interrupt.IsCancellationRequested)
        {
            if (wait < Grain && mayTurn)
            {
                await Task.Yield();
                continue;
            }

            // A delay drops what is not a whole millisecond, and one of none would not wait.
            var delay = mayTurn ? wait - Grain : wait;
            await Task.Delay(delay < Millisecond ? Millisecond : delay, clock, interrupt)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }
}
