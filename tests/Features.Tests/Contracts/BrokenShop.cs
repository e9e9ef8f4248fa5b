using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Mobile.Contracts;
using Mobile.Features.Data;
using Mobile.Features.Orders;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Idempotency;
using Mobile.Features.Pipeline.Problems;
using Mobile.Features.Sessions;

namespace Mobile.Features.Tests.Contracts;

/// <summary>
/// The order endpoints after a careless day: a field of the answer is renamed, a range is narrowed, an endpoint is gone. All of it compiles.
/// </summary>
internal static class BrokenShop
{
    private static readonly Uri NoProvider = new("http://127.0.0.1:1");

    public sealed record Request(
        [property: Required, Length(1, 50), NoNullItems] IReadOnlyList<Line> Lines,
        [property: RegularExpression(Ids.Pattern)] string? Id = null,
        [property: StringLength(500)] string? Note = null);

    public sealed record Line([property: Required, StringLength(50)] string Sku, [property: Range(1, 50)] int Quantity);

    /// <summary>Says createdAt where <see cref="OrderV2"/> says placedAt.</summary>
    public sealed record Placed(
        string Id,
        [property: AllowedValues(OrderStatus.Placed, OrderStatus.Picking, OrderStatus.Shipped, OrderStatus.Delivered, OrderStatus.Cancelled)] string Status,
        Money Total,
        IReadOnlyList<OrderV2.Line> Lines,
        string? Note,
        DateTimeOffset CreatedAt,
        DateTimeOffset UpdatedAt,
        long Version);

    public static async Task<ContractDocument> ReadContractAsync()
    {
        await using var store = new SqliteStore();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(store.Settings!);
        builder.Services.AddFeatures(builder.Configuration, new AuthOptions(NoProvider, ["mobile-app"], "mobile-admin"));
        await using var shop = builder.Build();
        var api = ApiVersions.Map(shop).For("Orders");
        api.V2.MapPost("/orders", Task<Results<CreatedResource<Placed>, Problem>> (Request body) => throw new NotSupportedException())
            .WithProblems(OrderProblems.OrderExists, OrderProblems.UnknownSku, OrderProblems.MixedCurrencies)
            .RequireIdempotencyKey();
        ListOrders.Map(api);
        GetOrder.Map(api);
        AmendOrder.Map(api);
        CancelOrder.Map(api);
        shop.MapOpenApi();
        await shop.Services.MigrateAsync(mayCreate: true, CancellationToken.None);
        await shop.Services.PrepareFeaturesAsync(withSampleData: false, CancellationToken.None);
        await shop.StartAsync();
        using var http = new HttpClient();
        return ContractDocument.Parse(await http.GetStringAsync(new Uri($"{shop.Urls.First()}/openapi/v2.json")));
    }
}
