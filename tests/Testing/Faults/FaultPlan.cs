namespace Mobile.Testing.Faults;

/// <summary>What a bad network does to one request.</summary>
public enum Fault
{
    None,

    /// <summary>The connection breaks before the server hears of the request.</summary>
    DropRequest,

    /// <summary>The server has answered in full, so what it wrote is committed; the connection breaks before the answer arrives.</summary>
    DropReply,

    /// <summary>Half of the announced bytes arrive; an answer without a body cannot be cut.</summary>
    CutReply,

    /// <summary>The request arrives up to three seconds later.</summary>
    Delay,

    /// <summary>The request arrives twice at the same time, and one of both answers is delivered.</summary>
    Duplicate,
}

/// <summary>How often each fault strikes, as a probability; together at most 1.</summary>
public sealed record FaultRates(double DropRequest = 0, double DropReply = 0, double CutReply = 0, double Delay = 0, double Duplicate = 0);

/// <summary>Decides the fate of each request by its number: the same seed and number, the same fate.</summary>
public sealed class FaultPlan(int seed, FaultRates rates)
{
    public static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(3);

    public static FaultPlan None { get; } = new(0, new());

    public static FaultPlan Always(Fault fault) => new(0, fault switch
    {
        Fault.DropRequest => new(DropRequest: 1),
        Fault.DropReply => new(DropReply: 1),
        Fault.CutReply => new(CutReply: 1),
        Fault.Delay => new(Delay: 1),
        Fault.Duplicate => new(Duplicate: 1),
        _ => new(),
    });

    public Fate Of(long request)
    {
        var random = Dice.For(seed, request);
        var drawn = random.NextDouble();
        return new(Draw(drawn), LongestDelay * random.NextDouble(), random.Next(2));
    }

    private Fault Draw(double drawn)
    {
        foreach (var (fault, rate) in Rates())
        {
            if (drawn < rate)
            {
                return fault;
            }

            drawn -= rate;
        }

        return Fault.None;
    }

    private IEnumerable<(Fault Fault, double Rate)> Rates() =>
    [
        (Fault.DropRequest, rates.DropRequest),
        (Fault.DropReply, rates.DropReply),
        (Fault.CutReply, rates.CutReply),
        (Fault.Delay, rates.Delay),
        (Fault.Duplicate, rates.Duplicate),
    ];
}

/// <param name="Delay">How long <see cref="Fault.Delay"/> holds the request.</param>
/// <param name="Answer">Which answer of a <see cref="Fault.Duplicate"/> is delivered, 0 or 1.</param>
public sealed record Fate(Fault Fault, TimeSpan Delay, int Answer);
