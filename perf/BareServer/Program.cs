using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using Mobile.BareServer;

// What Mobile is compared with: the Minimal API, Dapper and SQLite that one writes in an hour, on a database that Mobile made. The same SQL, the
// same answers and the same durability (WAL, synchronous=FULL, which are the file's and the engine's defaults); nobody is authenticated, nothing
// is retried safely, counted or synchronised. Started by `dotnet run -c Release --project perf -- baseline`.
var builder = WebApplication.CreateBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
var connectionString = builder.Configuration["Database:ConnectionString"]
    ?? throw new InvalidOperationException("Set Database:ConnectionString to a database that Mobile has made.");
builder.Services.AddSingleton(TimeProvider.System);
var app = builder.Build();

app.MapGet("/users/{userId}/orders", async (string userId, int limit) =>
{
    await using var db = new SqliteConnection(connectionString);
    var rows = await db.QueryAsync<OrderRow>(Sql.Newest, new { userId, limit });
    return new OrderList([.. rows.Select(Order.From)]);
});

app.MapGet("/users/{userId}/orders/{id}", async (string userId, string id) =>
{
    await using var db = new SqliteConnection(connectionString);
    return await db.QuerySingleOrDefaultAsync<OrderRow>(Sql.Find, new { userId, id }) is { } row
        ? Results.Ok(Order.From(row))
        : Results.NotFound();
});

app.MapPost("/users/{userId}/orders", async (string userId, NewOrder wanted, TimeProvider clock) =>
{
    await using var db = new SqliteConnection(connectionString);
    var products = (await db.QueryAsync<Product>(Sql.Prices, new { skus = wanted.Lines.Select(line => line.Sku) })).ToDictionary(product => product.Sku, StringComparer.Ordinal);
    Line[] lines = [.. wanted.Lines.Select(line => new Line(line.Sku, products[line.Sku].Name, line.Quantity, products[line.Sku].PriceMinor))];
    var now = clock.GetUtcNow();
    var row = new OrderRow(
        Guid.CreateVersion7(now).ToString("N"), 1, "placed", lines.Sum(line => line.Quantity * line.UnitPriceMinor), products.Values.First().Currency,
        JsonSerializer.Serialize(lines, JsonSerializerOptions.Web), null, now.ToUnixTimeMilliseconds(), now.ToUnixTimeMilliseconds());
    await db.ExecuteAsync(
        Sql.Insert, new { row.Id, userId, row.TotalMinor, row.Currency, row.LinesJson, row.PlacedAt });
    return Results.Created($"/users/{userId}/orders/{row.Id}", Order.From(row));
});

app.Run();
