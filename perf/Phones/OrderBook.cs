using System.Collections.Concurrent;
using System.Text.Json;

namespace Mobile.Perf.Phones;

/// <summary>
/// Remembers which orders were placed and which of them were confirmed, and compares with what the server lists. An order is known by its
/// note, which the server does not care about: neither its id nor its key can hide that it came twice.
/// </summary>
internal sealed class OrderBook(PlainHttp api, string name)
{
    private const int Shown = 3;
    private readonly ConcurrentDictionary<string, string?> tried = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> before = new(StringComparer.Ordinal);
    private readonly string run = App.NewKey()[..6];
    private long placed;

    public int Confirmed => tried.Count(order => order.Value is not null);

    /// <summary>What these accounts' users have had before is none of this book's business.</summary>
    public async Task OpenAsync(IEnumerable<Account> accounts, CancellationToken stop)
    {
        foreach (var order in await ReadAsync(accounts, stop))
        {
            before[order.Id] = true;
        }
    }

    /// <returns>The note of a new order.</returns>
    public string Try()
    {
        var note = $"{name} {run} {Interlocked.Increment(ref placed)}";
        tried[note] = null;
        return note;
    }

    public void Confirm(string note, string id) => tried[note] = id;

    /// <returns>What is wrong with the server's lists, in sentences.</returns>
    public async Task<IReadOnlyList<string>> CheckAsync(IEnumerable<Account> accounts, CancellationToken stop) => Compare(await ReadAsync(accounts, stop));

    internal IReadOnlyList<string> Compare(IReadOnlyList<(string Id, string Note)> listed)
    {
        var found = listed.Where(order => !before.ContainsKey(order.Id)).ToList();
        var byNote = found.ToLookup(order => order.Note, StringComparer.Ordinal);
        return
        [
            .. Say("confirmed, but not there", tried.Where(order => order.Value is not null && !byNote[order.Key].Any()).Select(order => order.Key)),
            .. Say("there more than once", byNote.Where(orders => orders.Count() > 1).Select(orders => $"{orders.Key} ({orders.Count()} times)")),
            .. Say(
                "there under another id than was confirmed",
                found.Where(order => tried.TryGetValue(order.Note, out var id) && id is not null && id != order.Id).Select(order => order.Note)),
            .. Say("there, but nobody placed them", found.Where(order => !tried.ContainsKey(order.Note)).Select(order => $"{order.Id} '{order.Note}'")),
        ];
    }

    private static IEnumerable<string> Say(string what, IEnumerable<string> orders)
    {
        var all = orders.ToList();
        return all is [] ? [] : [$"{all.Count} orders are {what}: {string.Join(", ", all.Take(Shown))}{(all.Count > Shown ? ", …" : "")}."];
    }

    /// <param name="accounts">Several of one user count once.</param>
    private async Task<IReadOnlyList<(string Id, string Note)>> ReadAsync(IEnumerable<Account> accounts, CancellationToken stop)
    {
        var orders = new List<(string, string)>();
        foreach (var account in accounts.DistinctBy(account => account.Tokens.Owner, StringComparer.Ordinal))
        {
            var listed = await api.ListAsync("/api/v2/orders", account, stop);
            orders.AddRange(listed.Select(order => (order.Text("id"), order.GetProperty("note").ValueKind is JsonValueKind.String ? order.Text("note") : "")));
        }

        return orders;
    }
}
