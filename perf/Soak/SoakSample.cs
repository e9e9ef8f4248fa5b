namespace Mobile.Perf.Soak;

/// <summary>The server at one moment, seen from outside, and what it answered since the moment before.</summary>
/// <param name="Seconds">Since the load began.</param>
/// <param name="Handles">Null where the platform does not tell.</param>
/// <param name="Cores">How many of the processors it kept busy.</param>
/// <param name="ServerErrors">Answers of 5xx.</param>
/// <param name="Unexpected">Other answers than those that were wanted, and connections that broke.</param>
internal sealed record SoakSample(
    double Seconds,
    double ResidentMegabytes,
    int Threads,
    int? Handles,
    double Cores,
    double DatabaseMegabytes,
    double WalMegabytes,
    double Rps,
    double P50,
    double P99,
    long ServerErrors,
    long Unexpected);
