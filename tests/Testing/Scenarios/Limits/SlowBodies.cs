using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Mobile.Testing.Scenarios.Limits;

/// <summary>Connections that send the body of a write byte by byte, without limits that would refuse them at once, while another user reads and writes.</summary>
internal static class SlowBodies
{
    public static async Task<SlowBodiesReport> RunAsync(TestStore store, LimitsSize size, IProgress<ScenarioStep> progress)
    {
        await using var node = await ApiProcess.StartAsync(store);
        using var attacker = await App.SignInAsync(node.Address, "bob");
        using var other = await App.SignInAsync(node.Address, "alice");
        List<TcpClient> attacking = [];
        try
        {
            for (var i = 0; i < size.Connections; i++)
            {
                attacking.Add(await BeginAsync(node.Address, attacker.AccessToken, i));
                progress.Report(new("connecting slowly", i + 1, size.Connections));
            }

            using var over = new CancellationTokenSource(size.Attack);
            var dripping = DripAsync(attacking, over.Token);
            var (times, violations) = await AskAsync(other, over.Token);
            return new(size.Connections, await dripping, times.Count, times.Order().ElementAt(times.Count * 99 / 100), violations);
        }
        finally
        {
            attacking.ForEach(connection => connection.Dispose());
        }
    }

    private static async Task<TcpClient> BeginAsync(Uri address, string accessToken, int number)
    {
        var connection = new TcpClient();
        await connection.ConnectAsync(address.Host, address.Port);
        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /api/v2/orders HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer {accessToken}\r\nIdempotency-Key: slow-body-{number:d16}\r\nContent-Type: application/json\r\nContent-Length: 10000\r\n\r\n{{"));
        return connection;
    }

    /// <returns>How many connections the server has ended.</returns>
    private static async Task<int> DripAsync(List<TcpClient> connections, CancellationToken over)
    {
        var open = connections.ToHashSet();
        try
        {
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
            while (await timer.WaitForNextTickAsync(over))
            {
                foreach (var connection in open.ToList())
                {
                    try
                    {
                        // Whoever is answered before the body is there was refused, too.
                        if (connection.Available > 0)
                        {
                            open.Remove(connection);
                            continue;
                        }

                        await connection.GetStream().WriteAsync(" "u8.ToArray(), CancellationToken.None);
                    }
                    catch (IOException)
                    {
                        open.Remove(connection);
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The attack is over.
        }

        return connections.Count - open.Count;
    }

    private static async Task<(ConcurrentBag<TimeSpan> Times, List<string> Violations)> AskAsync(App app, CancellationToken over)
    {
        var times = new ConcurrentBag<TimeSpan>();
        List<string> violations = [];
        while (!over.IsCancellationRequested)
        {
            var started = Stopwatch.GetTimestamp();
            using var read = await app.GetAsync("/api/v2/orders?limit=5");
            times.Add(Stopwatch.GetElapsedTime(started));
            started = Stopwatch.GetTimestamp();
            using var written = await app.PostAsync("/api/v2/orders", Contract.Of("v2").Order("MUG-RED"), App.NewKey());
            times.Add(Stopwatch.GetElapsedTime(started));
            if ((read.StatusCode, written.StatusCode) is not (HttpStatusCode.OK, HttpStatusCode.Created))
            {
                violations.Add($"Under the attack others were answered {(int)read.StatusCode} and {(int)written.StatusCode}.");
            }
        }

        return (times, violations);
    }
}

internal sealed record SlowBodiesReport(int Connections, int Closed, int Answered, TimeSpan P99, IReadOnlyList<string> Violations);
