using System.Net.Sockets;

namespace Mobile.Testing.Faults;

/// <summary>Where a connection to a database server breaks.</summary>
public enum TdsBreak
{
    /// <summary>The server never gets the request.</summary>
    BeforeRequest,

    /// <summary>The server does what is asked, and the client does not hear of it.</summary>
    BeforeReply,
}

/// <summary>A bad network between the product and a SQL Server: it breaks a connection at the next request of a kind. The stream must not be encrypted.</summary>
public sealed class TdsProxy : IAsyncDisposable
{
    private readonly LoopbackListener listener;
    private readonly string host;
    private readonly int port;
    private Plan? plan;

    /// <param name="server">As in the connection string: <c>host,port</c>.</param>
    public TdsProxy(string server)
    {
        var parts = server.Replace("tcp:", "", StringComparison.OrdinalIgnoreCase).Split(',');
        (host, port) = (parts[0], parts.Length > 1 ? int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture) : 1433);
        listener = new(ServeAsync);
    }

    public string Server => $"tcp:127.0.0.1,{listener.Port}";

    /// <summary>The next request of this kind breaks its connection; the task ends when it has.</summary>
    public Task BreakAt(TdsRequest request, TdsBreak when)
    {
        var next = new Plan(request, when, new(TaskCreationOptions.RunContinuationsAsynchronously));
        plan = next;
        return next.Struck.Task;
    }

    public ValueTask DisposeAsync() => listener.DisposeAsync();

    /// <summary>Without MARS a client asks for one thing at a time.</summary>
    private async Task ServeAsync(TcpClient client, CancellationToken stop)
    {
        using var closing = client;
        using var server = new TcpClient();
        try
        {
            await server.ConnectAsync(host, port, stop);
            var (near, far) = (client.GetStream(), server.GetStream());
            while (await TdsMessage.ReadAsync(near, stop) is { } message)
            {
                var struck = plan is { } planned && planned.Request == message.Request && Interlocked.CompareExchange(ref plan, null, planned) == planned ? planned : null;
                if (struck is { When: TdsBreak.BeforeReply })
                {
                    await far.WriteAsync(message.Packets, stop);
                    await TdsMessage.ReadAsync(far, stop);
                }

                if (struck is not null)
                {
                    TdsMessage.Break(client);
                    struck.Struck.SetResult();
                    return;
                }

                await far.WriteAsync(message.Packets, stop);
                if (await TdsMessage.ReadAsync(far, stop) is not { } reply)
                {
                    return;
                }

                await near.WriteAsync(reply.Packets, stop);
            }
        }
        catch (Exception ended) when (ended is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // One side has gone.
        }
    }

    private sealed record Plan(TdsRequest Request, TdsBreak When, TaskCompletionSource Struck);
}
