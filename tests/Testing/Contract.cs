using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mobile.Testing;

/// <summary>How one version of the contract says what all of them say, so that a test of a common rule is written once.</summary>
public abstract class Contract
{
    /// <summary>The member of an order, and of a patch for it, that holds the lines.</summary>
    public abstract string Lines { get; }

    /// <summary>The member of a line that holds the price of one piece.</summary>
    public abstract string UnitPrice { get; }

    public abstract string PlacedAt { get; }

    public static Contract Of(string version) => version switch
    {
        "v1" => new V1(),
        "v2" => new V2(),
        _ => throw new ArgumentOutOfRangeException(nameof(version), version, "The tests do not speak this version."),
    };

    /// <summary>What places an order for one product.</summary>
    public JsonObject Order(string sku, int quantity = 1, string? note = null, string? id = null)
    {
        var body = Basket(sku, quantity);
        if (note is not null)
        {
            body["note"] = note;
        }

        if (id is not null)
        {
            body["id"] = id;
        }

        return body;
    }

    /// <summary>The same as text, which may be wrong: the members of its line, then, each after a comma, those beside it.</summary>
    public abstract string OrderText(string line, string rest = "");

    /// <summary>The name under which a problem lists an error in a member of the line of a placed order.</summary>
    public abstract string ErrorIn(string memberOfLine);

    /// <summary>A patch that gives an order one line instead of those it has.</summary>
    public JsonObject LinesPatch(string sku, int quantity) => new() { [Lines] = new JsonArray(Line(sku, quantity)) };

    public abstract long TotalMinor(JsonElement order);

    /// <summary>What the version calls a status of the stored row.</summary>
    public abstract string StatusOf(string stored);

    protected static JsonObject Line(string sku, int quantity) => new() { ["sku"] = sku, ["quantity"] = quantity };

    protected abstract JsonObject Basket(string sku, int quantity);

    private sealed class V1 : Contract
    {
        public override string Lines => "items";

        public override string UnitPrice => "price";

        public override string PlacedAt => "createdAt";

        public override string OrderText(string line, string rest = "") => $"{{{line}{rest}}}";

        public override string ErrorIn(string memberOfLine) => memberOfLine;

        public override long TotalMinor(JsonElement order) => (long)(order.GetProperty("total").GetDecimal() * 100);

        public override string StatusOf(string stored) => stored switch
        {
            "placed" or "picking" => "new",
            "delivered" => "shipped",
            _ => stored,
        };

        protected override JsonObject Basket(string sku, int quantity) => Line(sku, quantity);
    }

    private sealed class V2 : Contract
    {
        public override string Lines => "lines";

        public override string UnitPrice => "unitPrice";

        public override string PlacedAt => "placedAt";

        public override string OrderText(string line, string rest = "") => $"{{\"lines\":[{{{line}}}]{rest}}}";

        public override string ErrorIn(string memberOfLine) => $"lines[0].{memberOfLine}";

        public override long TotalMinor(JsonElement order) => order.GetProperty("total").GetProperty("amountMinor").GetInt64();

        public override string StatusOf(string stored) => stored;

        protected override JsonObject Basket(string sku, int quantity) => LinesPatch(sku, quantity);
    }
}
