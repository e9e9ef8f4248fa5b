using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Pipeline;
using Mobile.Features.Privacy;
using Mobile.Features.Tests.Push;

namespace Mobile.Features.Tests.Privacy;

/// <summary>Accounts with something in every corner, and an eraser that works when the test says so.</summary>
public abstract class PrivacyScene(TestHost host) : PushScene(host)
{
    protected const string Note = "Leave it with Mrs. Ferreira on the third floor";
    protected const string Phone = "+351 912 345 678";
    protected const string Address = "Rua das Flores 7, Porto";

    /// <summary>A user with a profile, orders in several states, a device with pushes, activity and an audit trail.</summary>
    /// <returns>What must not be found once the account is erased, and the app.</returns>
    protected async Task<(App App, string Device, IReadOnlyList<string> Secrets)> LiveAsync(string user, string version = ApiVersions.Current)
    {
        var handle = App.NewKey();
        var deviceId = $"telephone-of-{user}";
        var app = await Host.SignInAsync(user, deviceId);
        var device = DeviceExtensions.NewInstallation();
        Assert.Equal(HttpStatusCode.Created, (await app.RegisterAsync(device, DeviceExtensions.Registration(handle), version)).StatusCode);
        var profile = await app.ReadAsync($"/api/{version}/profile");
        var known = profile.GetProperty("version").GetInt64();
        Assert.Equal(HttpStatusCode.OK, (await app.PatchAsync($"/api/{version}/profile", new { phone = Phone, address = Address }, known)).StatusCode);
        var amended = await app.PlaceOrderAsync(note: Note, version: version);
        Assert.Equal(HttpStatusCode.OK, (await app.PatchAsync($"/api/{version}/orders/{amended}", new { note = $"{Note}!" }, 1)).StatusCode);
        var removed = await app.PlaceOrderAsync(note: Note, version: version);
        Assert.Equal(HttpStatusCode.NoContent, (await app.DeleteAsync($"/api/{version}/orders/{removed}", 1)).StatusCode);
        await app.PlaceOrderAsync(note: Note, version: version);
        await DispatchAsync();
        return (app, device, [profile.Text("name"), profile.Text("email"), Phone, Address, "Mrs. Ferreira", "912 345 678", "Rua das Flores", handle, device, deviceId, user]);
    }

    protected static Task<HttpResponseMessage> DeleteAccountAsync(App app, string? key = null, string version = ApiVersions.Current) => app.SendAsync(
        HttpMethod.Delete, $"/api/{version}/profile", null, ("Idempotency-Key", key ?? App.NewKey()), ("If-Match", "*"));

    protected Eraser Eraser => Host.Services.GetRequiredService<Eraser>();

    /// <summary>The time passes that is given to a deleted account, and the worker comes by.</summary>
    protected async Task<int> EraseAsync()
    {
        Host.Clock.Advance(AccountClosing.Quiet + TimeSpan.FromSeconds(1));
        return await Eraser.RunOnceAsync(CancellationToken.None);
    }

    protected async Task<string> UserIdAsync(string subject) =>
        (await Store.ReadAsync<string>("SELECT id FROM users WHERE subject = @subject", new { subject }))!;

    /// <summary>Every column of every table that holds any of the texts, as <c>orders.note has 'text'</c>.</summary>
    protected async Task<IReadOnlyList<string>> FindEverywhereAsync(IEnumerable<string> texts)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var table in (await ColumnsAsync()).Select(column => column.Table).Distinct(StringComparer.Ordinal))
        {
            var cells = (await Store.QueryAsync<object>($"SELECT * FROM {table}")).Cast<IDictionary<string, object?>>().SelectMany(row => row);
            found.UnionWith(
                from cell in cells
                let value = cell.Value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : $"{cell.Value}"
                from text in texts
                where value.Contains(text, StringComparison.OrdinalIgnoreCase)
                select $"{table}.{cell.Key} has '{text}'");
        }

        return [.. found];
    }

    protected async Task<IReadOnlyList<(string Table, string Column)>> ColumnsAsync() => [.. (await Store.QueryAsync<Column>(
        Store.Engine == "sqlite"
            ? """
              SELECT tables.name AS TableName, columns.name AS ColumnName
              FROM sqlite_master AS tables JOIN pragma_table_xinfo(tables.name) AS columns
              WHERE tables.type = 'table'
              """
            : "SELECT TABLE_NAME AS TableName, COLUMN_NAME AS ColumnName FROM INFORMATION_SCHEMA.COLUMNS")).Select(column => (column.TableName, column.ColumnName))];

    private sealed record Column(string TableName, string ColumnName);
}
