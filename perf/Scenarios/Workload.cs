using Mobile.Perf.Load;
using Mobile.Perf.Phones;
using Mobile.Perf.Target;

namespace Mobile.Perf.Scenarios;

/// <summary>What a scenario is asked to do, and to whom.</summary>
/// <param name="Rate">Arrivals per second.</param>
internal sealed record Workload(ITarget Target, double Rate, TimeSpan During, int Seed, bool IsSmoke)
{
    /// <summary>At most so many accounts, each of a user of its own as far as the target has users.</summary>
    public async Task<IReadOnlyList<Account>> SignInAsync(string name, int count, CancellationToken stop)
    {
        var accounts = new List<Account>();
        for (var i = 0; i < count; i++)
        {
            accounts.Add(await Target.SignInAsync(i % Target.Users, $"{name}-{Seed}-{i}", stop));
        }

        return accounts;
    }
}

/// <summary>A scenario, and how it is usually run.</summary>
/// <param name="Promise">What it shows to hold under load, as a sentence.</param>
/// <param name="Rate">Arrivals per second, unless the command line says otherwise.</param>
internal sealed record ScenarioPlan(string Name, string Promise, double Rate, Func<Workload, IScenario> Create)
{
    /// <summary>In smoke: enough to see that it runs.</summary>
    public required double SmokeRate { get; init; }

    public required IReadOnlyList<Threshold> Thresholds { get; init; }

    public Func<double, TimeSpan, IReadOnlyList<LoadSimulation>> Simulate { get; init; } = (rate, during) => [new Inject(rate, during)];

    /// <summary>Whether the same arrivals may come again, before they are measured or as copies without a pause.</summary>
    public bool Repeats { get; init; } = true;

    /// <summary>Whether it listens at the server's notification hub.</summary>
    public bool NeedsHub { get; init; }

    /// <summary>Fills the database of a server of its own before that starts.</summary>
    public Func<SqliteStore, Task>? PrepareAsync { get; init; }
}
