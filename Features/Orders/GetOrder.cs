using Microsoft.AspNetCore.Http.HttpResults;
using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Fields;
using Mobile.Features.Pipeline.OpenApi;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Orders;

/// <summary>One order of the caller's. Another user's is not found.</summary>
public static class GetOrder
{
    public static void Map(ApiVersions api)
    {
        api.V1.MapGet("/orders/{id}", async Task<Results<Resource<OrderV1>, Problem>> (string id, Handler handler, CancellationToken stop) =>
            (await handler.GetAsync(id, stop)).Answer(order => new Resource<OrderV1>(() => OrderV1.From(order), order.Version)))
            .WithSummary("Read an order")
            .WithExample("id", Order.ExampleId)
            .WithProblems(OrderProblems.OrderNotFound)
            .WithFields<OrderV1>();

        api.V2.MapGet("/orders/{id}", async Task<Results<Resource<OrderV2>, Problem>> (string id, Handler handler, CancellationToken stop) =>
            (await handler.GetAsync(id, stop)).Answer(order => new Resource<OrderV2>(() => OrderV2.From(order), order.Version)))
            .WithSummary("Read an order")
            .WithExample("id", Order.ExampleId)
            .WithProblems(OrderProblems.OrderNotFound)
            .WithFields<OrderV2>();
    }

    public sealed class Handler(DbSession db, Caller caller)
    {
        public async Task<Outcome<Order>> GetAsync(string id, CancellationToken stop) =>
            await db.FindAsync<Order>(Order.FindOwn, new { id, caller.UserId }, stop) is { } order ? order : OrderProblems.OrderNotFound;
    }
}
