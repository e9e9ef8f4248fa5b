using System.Diagnostics;

namespace Mobile.Testing.Scenarios.ExactlyOnce;

/// <summary>
/// An app that repeats its writes under their keys until they are answered, whatever becomes of the server meanwhile: some by themselves,
/// some in a batch, and the same one now so and now so.
/// </summary>
internal sealed class KeyedClient(
    MortalServer server, Ledger ledger, string user, string version, Random random, IReadOnlyList<KeyedWrite> writes) : IDisposable
{
    private const int LargestBatch = 5;

    /// <summary>One delivery in so many is followed by a repetition of an earlier write.</summary>
    private const int RepeatOneIn = 4;

    /// <summary>
    /// What a killed server had open, the store may hold for a while. A live server waits for that before it says that it is busy, so
    /// that nobody has to here.
    /// </summary>
    private const int MostRefusals = 20;

    /// <summary>Access tokens live for ten minutes, to the second.</summary>
    private static readonly TimeSpan SoonestExpiry = TimeSpan.FromMinutes(9);

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
        for (var next = 0; next < writes.Count;)
        {
            List<KeyedWrite> queued = [.. writes.Skip(next).Take(random.OneIn(2) ? 1 : random.Next(2, LargestBatch + 1))];
            next += queued.Count;
            foreach (var (write, answer) in queued.Zip(await SendAsync(queued)))
            {
                ledger.Acknowledge(write, answer.Reply);
            }

            if (random.OneIn(RepeatOneIn))
            {
                await RepeatAsync(writes[random.Next(next)]);
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
        var (reply, isReplay) = (await SendAsync([write]))[0];
        ledger.Repeat(write, reply, isReplay);
    }

    private async Task<IReadOnlyList<(Reply Reply, bool IsReplay)>> SendAsync(List<KeyedWrite> queued)
    {
        for (var refusals = 0; refusals < MostRefusals;)
        {
            try
            {
                var answers = queued.Count == 1 && random.OneIn(2)
                    ? await Delivery.SendAloneAsync(app!, version, queued[0])
                    : await Delivery.SendInBatchAsync(app!, version, queued);
                switch (answers.Max(answer => answer.Reply.Status))
                {
                    case 201:
                        return answers;

                    case 409 or 503:
                        refusals++;
                        break;

                    case 401 when Stopwatch.GetElapsedTime(signedInAt) >= SoonestExpiry:
                        await RenewAsync();
                        break;

                    default:
                        throw new InvalidOperationException($"{queued[0].Key} or one sent with it: {string.Join("; ", answers)}");
                }
            }
            catch (HttpRequestException broken)
            {
                await MoveAsync(broken);
            }
        }

        throw new InvalidOperationException($"{queued[0].Key} was refused {MostRefusals} times.");
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
