using System.Net.Http.Json;

namespace Mobile.Client.Tests;

/// <summary>What the same user does meanwhile, with an app that is online.</summary>
public static class OtherDevice
{
    public static async Task AmendAsync(this App app, string id, object patch) =>
        (await app.SendAsync(HttpMethod.Patch, $"/api/v2/orders/{id}", JsonContent.Create(patch), ("Idempotency-Key", Testing.App.NewKey()), ("If-Match", "*")))
        .EnsureSuccessStatusCode();

    public static async Task RemoveAsync(this App app, string id) =>
        (await app.SendAsync(HttpMethod.Delete, $"/api/v2/orders/{id}", null, ("Idempotency-Key", Testing.App.NewKey()), ("If-Match", "*")))
        .EnsureSuccessStatusCode();

    public static async Task<string?> NoteOfAsync(this App app, string id) =>
        (await app.ReadAsync($"/api/v2/orders/{id}")).GetProperty("note").GetString();
}
