namespace Mobile.Testing.Replicas;

/// <summary>All that a user may see of the server, read the long way: list by list, page by page.</summary>
public static class ServerState
{
    public static async Task<Replica> ReadAsync(App app)
    {
        var state = new Replica();
        await foreach (var order in app.ReadListAsync("/api/v2/orders"))
        {
            state.Put("orders", order);
        }

        await foreach (var product in app.ReadListAsync("/api/v2/products"))
        {
            state.Put("products", product);
        }

        state.Put("profile", await app.ReadAsync("/api/v2/profile"));
        return state;
    }
}
