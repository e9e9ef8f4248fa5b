namespace Mobile.Testing.Scenarios.ExactlyOnce;

/// <summary>How many orders each key has made, asked of the store and of the server.</summary>
internal static class StoreAudit
{
    private const string OrdersByKey = "SELECT note AS NoteKey, CAST(COUNT(*) AS bigint) AS Orders FROM orders WHERE note LIKE 'write-%' GROUP BY note";

    private const string WrongHistories = """
        SELECT id FROM orders WHERE version <> (SELECT COUNT(*) FROM order_history WHERE order_history.order_id = orders.id)
        """;

    public static async Task<IReadOnlyDictionary<string, int>> AskStoreAsync(TestStore store)
    {
        var rows = await store.QueryAsync<Row>(OrdersByKey);
        return rows.ToDictionary(row => row.NoteKey, row => (int)row.Orders, StringComparer.Ordinal);
    }

    public static async Task<IReadOnlyDictionary<string, int>> AskServerAsync(Uri address, IEnumerable<string> users)
    {
        var notes = new List<string>();
        foreach (var user in users)
        {
            using var app = await App.SignInAsync(address, user);
            await foreach (var order in app.ReadListAsync("/api/v2/orders"))
            {
                notes.Add(order.GetProperty("note").GetString() ?? "");
            }
        }

        return notes.CountBy(note => note, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
    }

    /// <summary>Orders of which the history does not tell of each version exactly once.</summary>
    public static async Task<IReadOnlyList<string>> FindWrongHistoriesAsync(TestStore store) =>
        [.. (await store.QueryAsync<string>(WrongHistories)).Select(id => $"order {id} has another version than its history")];

    /// <summary>What SQLite finds wrong with its own file; a server looks after itself.</summary>
    public static async Task<IReadOnlyList<string>> FindDamageAsync(TestStore store) =>
        store is SqliteStore && await store.ReadAsync<string>("PRAGMA integrity_check") is not "ok" and var damage ? [$"the file is damaged: {damage}"] : [];

    private sealed record Row(string NoteKey, long Orders);
}
