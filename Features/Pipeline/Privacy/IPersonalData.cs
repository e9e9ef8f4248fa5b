namespace Mobile.Features.Pipeline.Privacy;

/// <summary>A feature's part in what the product holds about a user: what of it the user gets to see, and what becomes of it when the account is deleted.</summary>
public interface IPersonalData
{
    /// <summary>Every table of the feature's with a column that holds a user id.</summary>
    IReadOnlyList<PersonalTable> Tables { get; }

    /// <summary>What the feature adds to the user's export; read page by page while it is sent.</summary>
    /// <param name="version">Of the API, whose shapes the document has.</param>
    IEnumerable<PersonalList> Export(string userId, string version, CancellationToken stop) => [];

    /// <summary>Erases about <paramref name="batch"/> rows of a deleted account, in one short transaction. Repeated, it goes on where it was, whatever became of the process.</summary>
    Task<Erased> EraseAsync(string userId, int batch, CancellationToken stop) => Task.FromResult(Erased.All);
}

/// <summary>How far the erasure has come.</summary>
public enum Erased
{
    /// <summary>Nothing is left.</summary>
    All,

    /// <summary>There may be more: ask again at once.</summary>
    Some,

    /// <summary>What is left must not go yet: ask again later.</summary>
    Waits,
}

/// <summary>What becomes of a table's rows of one user. docs/privacy.md tells the same to people, and names each table.</summary>
/// <param name="Name">As the schema has it.</param>
/// <param name="NotExported">Why the user's export leaves it out; null where it is part of it.</param>
/// <param name="Kept">What remains after the account was deleted, and why; null where nothing does.</param>
public sealed record PersonalTable(string Name, string? NotExported = null, string? Kept = null);

/// <summary>A list of an export.</summary>
/// <param name="Name">Of the member that holds it.</param>
/// <param name="Items">Read as they are written.</param>
public sealed record PersonalList(string Name, IAsyncEnumerable<object> Items);
