using System.Net;
using Mobile.Features.Data;
using Mobile.Features.Orders;

namespace Mobile.Features.Tests.Hosting.Restoring;

/// <summary>No version and no validator of the future that a restore has undone means something else afterwards.</summary>
public sealed class RestoredVersionTests : RestoreScene
{
    [Fact]
    public async Task An_order_that_is_changed_after_a_restore_gets_no_version_that_was_lost()
    {
        using var alice = await SignInAsync("alice");
        var path = $"/api/v2/orders/{await alice.PlaceOrderAsync(note: "then")}";
        await BackUpAsync();
        Assert.Equal(HttpStatusCode.OK, (await alice.PatchAsync(path, new { note = "lost" }, version: 1)).StatusCode);

        await RestoreAndStartAsync();

        using var now = alice.At(Address);
        Assert.Equal("then", (await now.ReadAsync(path)).Text("note"));
        Assert.Equal(HttpStatusCode.NotModified, (await now.GetAsync(path, ("If-None-Match", "\"1\""))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await now.GetAsync(path, ("If-None-Match", "\"2\""))).StatusCode);
        var stale = await (await now.PatchAsync(path, new { note = "over the lost one" }, version: 2)).AssertProblemAsync(412, "precondition-failed");
        Assert.Equal(1, stale.GetProperty("currentVersion").GetInt64());

        var changed = await now.PatchAsync(path, new { note = "now" }, version: 1);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        var version = (await changed.ReadAsync()).GetProperty("version").GetInt64();
        Assert.InRange(version, 1_000_000_000_000, 1L << 53);
        Assert.Equal($"\"{version}\"", changed.Header("ETag"));
        Assert.Equal(HttpStatusCode.OK, (await now.GetAsync(path, ("If-None-Match", "\"2\""))).StatusCode);
        var conflict = await (await now.PatchAsync(path, new { note = "over the lost one" }, version: 2)).AssertProblemAsync(412, "precondition-failed");
        Assert.Equal(version, conflict.GetProperty("currentVersion").GetInt64());
        Assert.Equal(["note"], conflict.GetProperty("conflictingFields").EnumerateArray().Select(field => field.GetString()));
        Assert.Equal(version + 1, (await (await now.PatchAsync(path, new { note = "later" }, version)).ReadAsync()).GetProperty("version").GetInt64());

        var id = path[(path.LastIndexOf('/') + 1)..];
        var history = await Desk.OfViewer(Services).GetAsync((GetOrderHistory.Handler handler) => handler.GetAsync(id, default));
        Assert.True(history.IsWhole);
        Assert.Equal([version + 1, version, 1], history.Entries.Select(entry => entry.Version));
    }

    [Fact]
    public async Task An_order_that_is_placed_again_under_its_id_gets_no_version_that_was_lost()
    {
        using var alice = await SignInAsync("alice");
        await BackUpAsync();
        var id = Ids.New(TimeProvider.System);
        var body = new { id, lines = new[] { new { sku = "MUG-RED", quantity = 1 } }, note = "lost" };
        Assert.Equal("\"1\"", (await alice.PostAsync("/api/v2/orders", body, App.NewKey())).Header("ETag"));

        await RestoreAndStartAsync();

        using var now = alice.At(Address);
        var again = await now.PostAsync("/api/v2/orders", body with { note = "now" }, App.NewKey());
        Assert.Equal(HttpStatusCode.Created, again.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await now.GetAsync($"/api/v2/orders/{id}", ("If-None-Match", "\"1\""))).StatusCode);
        await (await now.PatchAsync($"/api/v2/orders/{id}", new { note = "over" }, version: 1)).AssertProblemAsync(412, "precondition-failed");
    }

    [Fact]
    public async Task A_profile_that_is_changed_after_a_restore_gets_no_version_that_was_lost()
    {
        using var alice = await SignInAsync("alice");
        var before = (await alice.ReadAsync("/api/v2/profile")).GetProperty("version").GetInt64();
        await BackUpAsync();
        var lost = await alice.PatchAsync("/api/v2/profile", new { address = "lost" }, before);
        Assert.Equal(HttpStatusCode.OK, lost.StatusCode);

        await RestoreAndStartAsync();

        using var now = alice.At(Address);
        var changed = await (await now.PatchAsync("/api/v2/profile", new { address = "now" }, before)).ReadAsync();
        Assert.InRange(changed.GetProperty("version").GetInt64(), 1_000_000_000_000, 1L << 53);
        Assert.Equal(HttpStatusCode.OK, (await now.GetAsync("/api/v2/profile", ("If-None-Match", lost.Header("ETag")!))).StatusCode);
        var conflict = await (await now.PatchAsync("/api/v2/profile", new { address = "over" }, before + 1)).AssertProblemAsync(412, "precondition-failed");
        Assert.Equal(["address"], conflict.GetProperty("conflictingFields").EnumerateArray().Select(field => field.GetString()));
    }

    [Fact]
    public async Task Versions_of_a_second_restore_are_above_those_of_the_first()
    {
        using var alice = await SignInAsync("alice");
        var path = $"/api/v2/orders/{await alice.PlaceOrderAsync(note: "then")}";
        await BackUpAsync();
        await RestoreAndStartAsync();
        using var first = alice.At(Address);
        var lost = (await (await first.PatchAsync(path, new { note = "lost" }, version: 1)).ReadAsync()).GetProperty("version").GetInt64();

        await RestoreAndStartAsync();

        using var second = alice.At(Address);
        var version = (await (await second.PatchAsync(path, new { note = "now" }, version: 1)).ReadAsync()).GetProperty("version").GetInt64();
        Assert.True(version > lost + 1_000, $"{version} follows {lost}");
    }

    [Fact]
    public async Task What_changed_since_a_time_before_the_restore_is_not_known()
    {
        using var alice = await SignInAsync("alice");
        await BackUpAsync();
        var lost = await alice.PlaceOrderAsync();
        var time = Uri.EscapeDataString($"{Clock.GetUtcNow():O}");

        await RestoreAndStartAsync();

        using var now = alice.At(Address);
        await (await now.GetAsync($"/api/v2/orders?since={time}")).AssertProblemAsync(410, "sync-reset-required");
        Clock.Advance(TimeSpan.FromMinutes(6));
        using var later = await SignInAsync("alice");
        Assert.Equal(HttpStatusCode.OK, (await later.GetAsync($"/api/v2/orders?since={Uri.EscapeDataString($"{Clock.GetUtcNow():O}")}")).StatusCode);
        Assert.Equal(0, await CountAsync("orders WHERE id = @lost", new { lost }));
    }
}
