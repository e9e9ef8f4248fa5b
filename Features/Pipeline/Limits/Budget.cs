namespace Mobile.Features.Pipeline.Limits;

/// <summary>What requests are counted against. Each is counted by itself: who has read too much may still write.</summary>
public enum Budget
{
    Reads,

    Writes,

    /// <summary>Requests to the token endpoints, which ask the provider's keys and the database before anybody is signed in.</summary>
    Tokens,

    /// <summary>The requests inside of batches: a batch of 50 costs 50.</summary>
    Batch,

    /// <summary>Requests to the dashboard.</summary>
    Admin,
}

/// <summary>The endpoint is counted against this budget; others by their method, as a read or a write.</summary>
public sealed record BudgetMetadata(Budget Budget);
