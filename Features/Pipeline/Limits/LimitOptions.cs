using Mobile.Features.Data;

namespace Mobile.Features.Pipeline.Limits;

/// <param name="Reads">Requests a minute for each signed-in user; of an installation or address before sign-in as well. 0 for no limit, as of the next three.</param>
/// <param name="Admin">Requests a minute to the dashboard for each member of staff, and for each address before sign-in; 0 for no limit.</param>
/// <param name="AddressFactor">An address, behind which there may be a whole mobile network, has so many times the budget of an installation.</param>
/// <param name="ShedAfter">When requests wait so long for a thread, others are told to come back; zero for never.</param>
/// <param name="Concurrent">Requests that one user may have under way at once; of an address before sign-in times the factor; 0 for no limit.</param>
public sealed record LimitOptions(
    int Reads, int Writes, int Tokens, int Batch, int Admin, int AddressFactor, TimeSpan ShedAfter, int Concurrent = LimitOptions.DefaultConcurrent)
{
    /// <summary>What one batch may cost.</summary>
    private const int MinBatch = 50;
    private const int Max = 1_000_000;
    private const int DefaultConcurrent = 20;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <exception cref="ConfigurationException">A value is no number, or out of range.</exception>
    internal static LimitOptions Read(IConfiguration configuration) => new(
        WholeNumber.Read(configuration, "Limits:Reads", byDefault: 600, min: 0, Max),
        WholeNumber.Read(configuration, "Limits:Writes", byDefault: 120, min: 0, Max),
        WholeNumber.Read(configuration, "Limits:Tokens", byDefault: 30, min: 0, Max),
        BatchOf(configuration),
        WholeNumber.Read(configuration, "Limits:Admin", byDefault: 600, min: 0, Max),
        WholeNumber.Read(configuration, "Limits:AddressFactor", byDefault: 50, min: 1, Max),
        TimeSpan.FromMilliseconds(WholeNumber.Read(configuration, "Limits:ShedAfterMilliseconds", byDefault: 200, min: 0, Max)),
        WholeNumber.Read(configuration, "Limits:Concurrent", DefaultConcurrent, min: 0, Max));

    /// <summary>The policy of each budget by whom it counts; null where there is no limit.</summary>
    /// <param name="factor">Applies to what apps ask. A mobile network shares an address; the staff who sign in from one are few.</param>
    internal Func<Budget, RateLimitPolicy?> PoliciesOf(string partition, int factor = 1)
    {
        RateLimitPolicy?[] policies = [.. Enum.GetValues<Budget>().Select(budget => Quota(budget) * (long)(budget is Budget.Admin ? 1 : factor) is > 0 and var quota
            ? new RateLimitPolicy($"{partition}-{budget.ToString().ToLowerInvariant()}", (int)Math.Min(quota, Max), Window)
            : null)];
        return budget => policies[(int)budget];
    }

    /// <summary>
    /// The sessions that a user may open: as many at once as an installation may ask for tokens in a minute, and then as many in an hour.
    /// Their rows stay for months.
    /// </summary>
    internal RateLimitPolicy? SessionsOfUser() => Tokens > 0 ? new("user-sessions", Tokens, TimeSpan.FromHours(1)) : null;

    private int Quota(Budget budget) => budget switch
    {
        Budget.Reads => Reads,
        Budget.Writes => Writes,
        Budget.Tokens => Tokens,
        Budget.Batch => Batch,
        _ => Admin,
    };

    private static int BatchOf(IConfiguration configuration)
    {
        var batch = WholeNumber.Read(configuration, "Limits:Batch", byDefault: 1200, min: 0, Max);
        return batch is 0 or >= MinBatch
            ? batch
            : throw new ConfigurationException($"Limits:Batch is '{batch}'; set it to at least {MinBatch}, which is what a whole batch costs, or to 0 for no limit.");
    }
}
