using System.Text.Json.Serialization;

namespace Mobile.Features.Devices;

/// <summary>What a push is about: users allow or refuse each category on each of their devices.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PushCategory>))]
public enum PushCategory
{
    /// <summary>What becomes of the user's orders. Allowed until refused.</summary>
    [JsonStringEnumMemberName("orders")]
    Orders,

    /// <summary>Refused until allowed.</summary>
    [JsonStringEnumMemberName("promotions")]
    Promotions,
}

public static class PushCategories
{
    public static string Name(this PushCategory category) => category switch
    {
        PushCategory.Orders => "orders",
        PushCategory.Promotions => "promotions",
        _ => throw new ArgumentOutOfRangeException(nameof(category)),
    };

    /// <summary>The column of <c>devices</c> that says whether the device allows it.</summary>
    public static string Column(this PushCategory category) => $"allows_{category.Name()}";

    public static PushCategory Parse(string name) => name switch
    {
        "orders" => PushCategory.Orders,
        "promotions" => PushCategory.Promotions,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such category."),
    };
}
