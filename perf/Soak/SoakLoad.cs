using System.Net.Sockets;
using Mobile.Perf.Baseline;
using Mobile.Perf.Load;
using Mobile.Perf.Phones;
using Mobile.Perf.Target;

namespace Mobile.Perf.Soak;

/// <summary>A steady load: each connection sends at fixed times, for users of its own in turn, and never two requests at a time.</summary>
internal sealed class SoakLoad : IDisposable
{
    public const int Connections = 32;

    private const int UsersOfConnection = 8;
    private const int SignInsAtOnce = 8;

    /// <summary>How often each user renews its session, and forgets what it has synchronised.</summary>
    private static readonly TimeSpan RenewEvery = TimeSpan.FromMinutes(1);

    private readonly ProductServer product;
    private readonly PlainHttp api;
    private readonly SoakUser[] users = new SoakUser[Connections * UsersOfConnection];

    private SoakLoad(ProductServer product) => (this.product, api) = (product, new(product.Address));

    public static async Task<SoakLoad> OpenAsync(ProductServer product, CancellationToken stop)
    {
        var load = new SoakLoad(product);
        var options = new ParallelOptions { MaxDegreeOfParallelism = SignInsAtOnce, CancellationToken = stop };
        await Parallel.ForAsync(0, load.users.Length, options, async (i, cancel) =>
            load.users[i] = await SoakUser.OpenAsync(product, load.api, $"user-{i}", i, cancel));
        return load;
    }

    public SoakCounts Counts { get; } = new();

    /// <summary>How many users the database has to have.</summary>
    public static int Users => Connections * UsersOfConnection;

    /// <param name="rate">Requests a second, of all connections together.</param>
    public Task RunAsync(double rate, CancellationToken done) =>
        Task.WhenAll(Enumerable.Range(0, Connections).Select(number => Task.Run(() => SendAsync(number, TimeSpan.FromSeconds(Connections / rate), done), CancellationToken.None)));

    public void Dispose()
    {
        foreach (var user in users)
        {
            user?.Dispose();
        }

        api.Dispose();
    }

    private async Task SendAsync(int number, TimeSpan interval, CancellationToken done)
    {
        var clock = TimeProvider.System;
        var started = clock.GetTimestamp();
        var own = users.AsMemory(number * UsersOfConnection, UsersOfConnection).ToArray();
        var line = await HttpLine.OpenAsync(product.Address);
        var (due, renewal) = (interval * number / Connections, RenewEvery / UsersOfConnection * (1 + ((double)number / Connections)));
        var renewed = 0;
        try
        {
            for (var i = 0; !done.IsCancellationRequested; i++)
            {
                var now = clock.GetElapsedTime(started);
                if (due > now)
                {
                    await Task.Delay(due - now, clock, done);
                }

                // One that is late is not made up for: it would be load that no phone makes.
                due = TimeSpan.FromTicks(Math.Max((due + interval).Ticks, now.Ticks));
                try
                {
                    if (clock.GetElapsedTime(started) >= renewal)
                    {
                        renewal += RenewEvery / UsersOfConnection;
                        await own[renewed++ % own.Length].RenewAsync(done);
                    }

                    await SendAsync(line, own[i % own.Length].Next());
                }
                catch (Exception failure) when (failure is IOException or SocketException or HttpRequestException or StepFailedException)
                {
                    Counts.CountBroken();
                    line.Dispose();
                    line = await HttpLine.OpenAsync(product.Address);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The time is over.
        }
        finally
        {
            line.Dispose();
        }
    }

    private async Task SendAsync(HttpLine line, Wish wish)
    {
        var sent = TimeProvider.System.GetTimestamp();
        var answer = await line.SendAsync(wish.Request.Next());
        Counts.Count(answer.Status, wish.Wanted, TimeProvider.System.GetElapsedTime(sent));
    }
}
