using System.Collections.Concurrent;
using System.Net.Sockets;

namespace Mobile.Testing.Faults;

/// <summary>What becomes of a request.</summary>
/// <param name="Number">Of the error that answers it; 0 breaks the connection, after null nothing is answered on it any more.</param>
public sealed record TdsFault(int? Number, byte Severity = 16)
{
    public static TdsFault Break { get; } = new(0);

    public static TdsFault Silence { get; } = new((int?)null);
}

/// <summary>
/// The wire of SQL Server, and nothing behind it: it lets everybody in, does every statement and commits everything, except what is planned.
/// So a client's behaviour is shown with the exceptions of the real client, where no server is.
/// </summary>
public sealed class TdsEndpoint : IAsyncDisposable
{
    private readonly LoopbackListener listener;
    private readonly ConcurrentDictionary<TdsRequest, ConcurrentQueue<TdsFault>> plan = new();
    private readonly ConcurrentBag<TcpClient> clients = [];
    private readonly int[] counts = new int[Enum.GetValues<TdsRequest>().Length];

    public TdsEndpoint() => listener = new(ServeAsync);

    public string ConnectionString => $"Server=tcp:127.0.0.1,{listener.Port};Database=mobile;User Id=test;Password=test;Encrypt=False";

    public int Count(TdsRequest request) => Volatile.Read(ref counts[(int)request]);

    /// <summary>The next requests of this kind come to this, one by one.</summary>
    public void Plan(TdsRequest request, params ReadOnlySpan<TdsFault> faults)
    {
        foreach (var fault in faults)
        {
            plan.GetOrAdd(request, _ => new()).Enqueue(fault);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await listener.DisposeAsync();
        foreach (var client in clients)
        {
            client.Dispose();
        }
    }

    private async Task ServeAsync(TcpClient client, CancellationToken stop)
    {
        clients.Add(client);
        try
        {
            var stream = client.GetStream();
            while (await TdsMessage.ReadAsync(stream, stop) is { } message)
            {
                Interlocked.Increment(ref counts[(int)message.Request]);
                var fault = plan.TryGetValue(message.Request, out var planned) && planned.TryDequeue(out var next) ? next : null;
                if (fault == TdsFault.Break)
                {
                    TdsMessage.Break(client);
                    return;
                }

                if (fault == TdsFault.Silence)
                {
                    return;
                }

                await stream.WriteAsync(TdsTokens.Packet([.. message.Resets ? TdsTokens.ResetAck : [], .. Answer(message.Request, fault)]), stop);
            }
        }
        catch (Exception ended) when (ended is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The client has gone, or was broken off.
        }
    }

    private static byte[] Answer(TdsRequest request, TdsFault? fault) => (request, fault) switch
    {
        (_, { Number: { } number }) => TdsTokens.Error(number, fault.Severity),
        (TdsRequest.Prelogin, _) => TdsTokens.Prelogin,
        (TdsRequest.Login, _) => TdsTokens.LoginAck,
        (TdsRequest.Begin, _) => TdsTokens.Begun,
        (TdsRequest.Commit, _) => TdsTokens.Committed,
        (TdsRequest.Rollback, _) => TdsTokens.RolledBack,
        _ => TdsTokens.Done(),
    };
}
