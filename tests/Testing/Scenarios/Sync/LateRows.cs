using Mobile.Features.Data;
using Mobile.Features.Sync;

namespace Mobile.Testing.Scenarios.Sync;

/// <summary>What a laggard writes: rows of one feed.</summary>
internal abstract class LateRows
{
    /// <summary>Whose feed the rows take their numbers from.</summary>
    public abstract string Owner { get; }

    /// <summary>The next change: a statement with the parameters id, Owner, seq, at and text, and the row it concerns.</summary>
    public abstract (string Sql, string Id) Draw(Random random);
}

/// <summary>Orders of one user, which nobody else touches.</summary>
internal sealed class LateOrders(string userId) : LateRows
{
    private const string Place = """
        INSERT INTO orders (id, user_id, seq, version, status, total_minor, currency, lines, note, placed_at, updated_at)
        VALUES (@id, @Owner, @seq, 1, 'placed', 0, 'EUR', '[]', @text, @at, @at)
        """;

    private const string Amend = "UPDATE orders SET seq = @seq, version = version + 1, note = @text, updated_at = @at WHERE id = @id";
    private const string Remove = "UPDATE orders SET seq = @seq, version = version + 1, removed_at = @at, updated_at = @at WHERE id = @id";

    private readonly List<string> ids = [];

    public override string Owner => userId;

    public override (string Sql, string Id) Draw(Random random)
    {
        if (ids.Count == 0 || random.OneIn(2))
        {
            ids.Add(Ids.New(TimeProvider.System));
            return (Place, ids[^1]);
        }

        var id = ids[random.Next(ids.Count)];
        if (random.OneIn(2))
        {
            return (Amend, id);
        }

        ids.Remove(id);
        return (Remove, id);
    }
}

/// <summary>Products, which all users see.</summary>
internal sealed class LateProducts(IReadOnlyList<string> ids) : LateRows
{
    private const string Rename = "UPDATE products SET seq = @seq, version = version + 1, name = @text, updated_at = @at WHERE id = @id";
    private const string Retire = "UPDATE products SET seq = @seq, version = version + 1, retired_at = @at, updated_at = @at WHERE id = @id";

    public override string Owner => Feed.Catalogue;

    /// <summary>Of the products that no writer orders.</summary>
    public static async Task<LateProducts> FindAsync(TestStore store) =>
        new(await store.QueryAsync<string>("SELECT id FROM products WHERE sku NOT IN @Skus", new { Writer.Skus }));

    public override (string Sql, string Id) Draw(Random random) => (random.OneIn(3) ? Retire : Rename, ids[random.Next(ids.Count)]);
}
