using System.Text.Json;
using Mobile.Testing.Replicas;

namespace Mobile.Testing.Scenarios.Walk;

/// <summary>One phone on the walk: its app is killed and started again, over the same files.</summary>
internal sealed class Walker(string user, Uri network, Uri server, int seed) : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mobile-walk-");
    private readonly HashSet<string> placed = new(StringComparer.Ordinal);
    private int steps;

    /// <summary>The orders that were on the phone's disk, and so must be on the server in the end.</summary>
    public IReadOnlyCollection<string> Placed => placed;

    /// <summary>What the app showed when it last came home.</summary>
    public Replica Replica { get; private set; } = new();

    /// <summary>The orders that the server refused for good.</summary>
    public HashSet<string> Refused { get; } = new(StringComparer.Ordinal);

    public int DeadLetters { get; private set; }

    public int Conflicts { get; private set; }

    public int Unreachable { get; private set; }

    /// <summary>Writes that the app shows as unsent although it has synced all.</summary>
    public int Pending { get; private set; }

    public int Steps => steps;

    /// <summary>Signs in and takes the first steps, while the network is still good.</summary>
    public Task SetOutAsync() => WalkAsync(lines: 3);

    /// <summary>Walks until the app has printed so many lines, and kills it then: in the middle of whatever it does.</summary>
    public async Task WalkAsync(int lines)
    {
        using var app = PhoneProcess.Start("walk", network, server, folder.FullName, user, seed, steps);
        await foreach (var line in app.ReadAsync())
        {
            Note(line);
            if (--lines == 0)
            {
                app.Kill();
            }
        }

        if (lines > 0)
        {
            await app.EndAsync();
        }
    }

    /// <summary>Comes home: the app syncs until nothing is left.</summary>
    public async Task FinishAsync()
    {
        Replica = new();
        Refused.Clear();
        (DeadLetters, Pending) = (0, 0);
        using var app = PhoneProcess.Start("finish", network, server, folder.FullName, user, seed, steps);
        await foreach (var line in app.ReadAsync())
        {
            Note(line);
        }

        await app.EndAsync();
    }

    public void Dispose() => folder.Delete(recursive: true);

    private void Note(string line)
    {
        switch (line.Split(' ', 3))
        {
            case ["placed", var id]:
                placed.Add(id);
                break;

            case ["step", var step]:
                steps = int.Parse(step) + 1;
                break;

            case ["synced", ..]:
                Conflicts += int.Parse(line.Split(", ")[1].Split(' ')[0]);
                break;

            case ["unreachable"]:
                Unreachable++;
                break;

            case ["order" or "profile", var pending, var json]:
                Pending += pending == "True" ? 1 : 0;
                Replica.Put(line.StartsWith("order", StringComparison.Ordinal) ? "orders" : "profile", JsonElement.Parse(json));
                break;

            case ["dead", "POST", var what] when what.Split(' ') is ["/orders", var id, _]:
                DeadLetters++;
                Refused.Add(id);
                break;

            case ["dead", ..]:
                DeadLetters++;

                break;
        }
    }
}
