using System.Diagnostics;
using System.Net;

namespace Mobile.Testing.Scenarios.ExactlyOnce;

/// <summary>An app that repeats a write under its key until it is answered, whatever becomes of the server meanwhile.</summary>
internal sealed class KeyedClient(MortalServer server, Ledger ledger, string user, Random random, IReadOnlyList<KeyedWrite> writes) : IDisposable
{
    /// <summary>One write in so many is followed by a repetition of an earlier one.</summary>
    private const int RepeatOneIn = 8;

    /// <summary>
    /// What a killed server had open, the store may hold for a while. A live server waits for that before it says that it is busy, so
    /// that nobody has to here.
    /// </summary>
    private const int MostRefusals = 20;

    private static readonly TimeSpan TokenLifetime = TimeSpan.FromMinutes(10);

    private ApiProcess node = null!;
    private App? app;
    private long signedInAt;

    public async Task SignInAsync()
    {
        node = await server.RunningAsync();
        await RenewAsync();
    }

    public async Task WriteAsync()
    {
        for (var i = 0; i < writes.Count; i++)
        {
            ledger.Acknowledge(writes[i], (await SendAsync(writes[i])).Reply);
            if (random.OneIn(RepeatOneIn))
            {
                await RepeatAsync(writes[random.Next(i + 1)]);
            }
        }
    }

    public async Task RepeatAllAsync()
    {
        foreach (var write in writes)
        {
            await RepeatAsync(write);
        }
    }

    public void Dispose() => app?.Dispose();

    private async Task RepeatAsync(KeyedWrite write)
    {
        var (reply, isReplay) = await SendAsync(write);
        ledger.Repeat(write, reply, isReplay);
    }

    private async Task<(Reply Reply, bool IsReplay)> SendAsync(KeyedWrite write)
    {
        for (var refusals = 0; refusals < MostRefusals;)
        {
            try
            {
                using var answer = await app!.PostAsync(write.Path, write.Body, write.Key);
                switch (answer.StatusCode)
                {
                    case HttpStatusCode.Created:
                        return (await Reply.ReadAsync(answer), answer.IsReplay());

                    case HttpStatusCode.Conflict or HttpStatusCode.ServiceUnavailable:
                        refusals++;
                        break;

                    case HttpStatusCode.Unauthorized when Stopwatch.GetElapsedTime(signedInAt) >= TokenLifetime:
                        await RenewAsync();
                        break;

                    default:
                        throw new InvalidOperationException($"{write.Key}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
                }
            }
            catch (HttpRequestException broken)
            {
                await MoveAsync(broken);
            }
        }

        throw new InvalidOperationException($"{write.Key} was refused {MostRefusals} times.");
    }

    private async Task MoveAsync(HttpRequestException broken)
    {
        var next = await server.RunningAsync();
        if (next == node)
        {
            throw new InvalidOperationException("A server that was not killed broke a connection.", broken);
        }

        using var old = app!;
        node = next;
        app = old.At(node.Address);
    }

    private async Task RenewAsync()
    {
        using var old = app;
        app = await App.SignInAsync(node.Address, user);
        signedInAt = Stopwatch.GetTimestamp();
    }
}
