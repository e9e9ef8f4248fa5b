namespace Mobile.Client;

/// <summary>How far the replica has come.</summary>
/// <param name="Owner">Whose it is; null before the first sign-in.</param>
/// <param name="Token">Everything up to here is in the replica; null for a fresh start.</param>
/// <param name="Pull">Numbers the pulls, so that an acknowledged write knows which one started after it.</param>
/// <param name="Pulling">The pull has begun and has more pages: the server fixed its end before later writes.</param>
/// <param name="Generation">Marks the documents that a rebuild has delivered.</param>
/// <param name="Rebuilding">Until the pull completes, documents of older generations stay visible.</param>
internal sealed record SyncState(string? Owner, string? Token, long Pull, bool Pulling, long Generation, bool Rebuilding)
{
    /// <summary>The first pull that starts after what the server does now.</summary>
    public long NextPull => Pulling ? Pull + 1 : Pull;

    public SyncState StartOver() => this with { Token = null, Pull = Pull + 1, Pulling = false, Generation = Generation + 1, Rebuilding = true };
}

internal sealed class SyncStateTable(LocalUnit unit)
{
    public SyncState Read() => unit.Query(
        "SELECT owner, token, pull, pulling, generation, rebuilding FROM sync_state",
        row => new SyncState(row.Text(0), row.Text(1), row.GetInt64(2), row.GetBoolean(3), row.GetInt64(4), row.GetBoolean(5))).Single();

    public void Write(SyncState state) => unit.Execute(
        "UPDATE sync_state SET owner = @owner, token = @token, pull = @pull, pulling = @pulling, generation = @generation, rebuilding = @rebuilding",
        ("@owner", state.Owner),
        ("@token", state.Token),
        ("@pull", state.Pull),
        ("@pulling", state.Pulling),
        ("@generation", state.Generation),
        ("@rebuilding", state.Rebuilding));
}
