using System.Text.Json.Nodes;

namespace Mobile.Client;

/// <summary>Ends conflicts as the app's policies say. Until a decision is on disk the write is queued as it was, so a crash asks again.</summary>
internal sealed class ConflictResolver(MobileClientOptions options, LocalStore store, WriteQueue queue)
{
    public async Task ResolveAsync(Settled settled, CancellationToken stop)
    {
        foreach (var write in settled.Conflicts)
        {
            switch (await DecideAsync(write, stop).ConfigureAwait(false))
            {
                case null:
                    var dead = await store.RunAsync(unit => unit.Writes.Bury(write, write.Problem!), stop).ConfigureAwait(false);
                    settled.Rejected.AddRange(dead);
                    queue.Reject(dead, deadLetters: true);
                    break;
                case var resolution when resolution == Resolution.KeepServer:
                    await store.RunAsync(unit => unit.Writes.Drop(write), stop).ConfigureAwait(false);
                    settled.Rejected.Add(write);
                    queue.Reject([write], deadLetters: false);
                    break;
                case var resolution:
                    var rebased = Rebase(write, resolution.Patch);
                    await store.RunAsync(unit => unit.Writes.Rebase(rebased), stop).ConfigureAwait(false);
                    settled.Resend = true;
                    break;
            }
        }
    }

    private async Task<Resolution?> DecideAsync(QueuedWrite write, CancellationToken stop)
    {
        // Nothing collides: the write holds for the newer state as well.
        if (write.Problem is not { ConflictingFields: { Count: > 0 } fields })
        {
            return Resolution.KeepMine;
        }

        var before = Parse(write.Base);
        var conflict = new Conflict(
            write.ToRefused(), before as JsonObject, write.Effect.ApplyTo(before) as JsonObject, Parse(CurrentOf(write)) as JsonObject, fields);
        return await options.ConflictPolicies.GetValueOrDefault(write.Collection, ConflictPolicy.SetAside).DecideAsync(conflict, stop).ConfigureAwait(false);
    }

    private QueuedWrite Rebase(QueuedWrite write, JsonObject? patch)
    {
        var rebased = write with
        {
            Key = options.TimeProvider.NewId(),
            BaseVersion = write.Problem!.CurrentVersion,
            Base = CurrentOf(write),
        };
        return patch is null ? rebased
            : write.Method == "PATCH" ? rebased with { Body = QueuedWrite.TextOf(patch), Effect = Effect.Patch(patch) }
            : throw new InvalidOperationException($"A merge patch cannot stand in for {write.Method} {write.Url}.");
    }

    private static string? CurrentOf(QueuedWrite write) => write.Problem!.Current?.GetRawText();

    private static JsonNode? Parse(string? json) => json is null ? null : JsonNode.Parse(json);
}
