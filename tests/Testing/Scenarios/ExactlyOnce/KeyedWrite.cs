namespace Mobile.Testing.Scenarios.ExactlyOnce;

/// <summary>One write of a run. Its order carries the key as its note, which ties the rows of the store to the keys.</summary>
internal sealed record KeyedWrite(int Number, string Key, object Body)
{
    public const string Url = "/orders";

    private static readonly string[] Skus = ["MUG-RED", "TRJ-MOS"];

    /// <param name="version">Of the API, whose shape the order is sent in.</param>
    public static KeyedWrite Draw(int seed, int number, string version)
    {
        var random = Dice.For(seed, number);
        var key = $"write-{seed:x8}-{number:d8}";
        var sku = random.GetItems(Skus, 1)[0];
        var quantity = random.Next(1, 10);
        return version == "v1"
            ? new(number, key, new { sku, quantity, note = key })
            : new(number, key, new { lines = new[] { new { sku, quantity } }, note = key });
    }
}
