namespace Mobile.Features.Tests.Pipeline;

/// <summary>Every GET that a version's document names, as an address that a user can ask for.</summary>
internal static class DocumentedGets
{
    /// <param name="app">Whose order the address of a single one names.</param>
    public static async Task<IReadOnlyList<string>> ReadAsync(App app, string version)
    {
        var orderId = await app.PlaceOrderAsync(version: version);
        var paths = (await app.ReadAsync($"/openapi/{version}.json")).GetProperty("paths").EnumerateObject()
            .Where(path => path.Value.TryGetProperty("get", out _))
            .Select(path => path.Name
                .Replace("/orders/{id}", $"/orders/{orderId}", StringComparison.Ordinal)
                .Replace("{sku}", "MUG-RED", StringComparison.Ordinal)
                .Replace("{name}", "mug-red", StringComparison.Ordinal)
                .Replace("/sync", "/sync?collections=orders,profile,products", StringComparison.Ordinal))
            .ToList();
        Assert.All(paths, path => Assert.DoesNotContain("{", path, StringComparison.Ordinal));
        Assert.Contains($"/api/{version}/profile", paths);
        return paths;
    }
}
