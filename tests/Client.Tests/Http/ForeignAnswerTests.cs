using System.Net;
using System.Text;
using Microsoft.Data.Sqlite;

namespace Mobile.Client.Tests.Http;

/// <summary>An answer that is not the server's erases, dequeues, stores and signs out nothing, and the server's next one works.</summary>
public sealed class ForeignAnswerTests(SqliteHost host) : IClassFixture<SqliteHost>
{
    /// <summary>The calls of the library: the end of the path, and what the app does.</summary>
    private static readonly IReadOnlyDictionary<string, (string Path, Func<Phone, Task> Call)> Calls =
        new Dictionary<string, (string, Func<Phone, Task>)>(StringComparer.Ordinal)
        {
            ["sign in: discovery"] = ("/openid-configuration", phone => phone.App.SignInAsync()),
            ["sign in: the issuer's tokens"] = ("/dev-identity/token", phone => phone.App.SignInAsync()),
            ["sign in: our tokens"] = ("/oauth/token", phone => phone.App.SignInAsync()),
            ["refresh"] = ("/oauth/token", RefreshAsync),
            ["sync"] = ("/batch", async phone => Assert.Equal(0, (await phone.App.SyncAsync()).Pending)),
            ["configuration"] = ("/config", ReadConfigAsync),
            ["register"] = ("/devices/", phone => phone.App.Devices.RegisterAsync(new(App.NewKey(), "en"))),
            ["list devices"] = ("/devices", async phone => Assert.NotEmpty(await phone.App.Devices.ListAsync())),
            ["preferences"] = ("/preferences", phone => phone.App.Devices.UpdatePreferencesAsync(new() { Promotions = true })),
            ["remove the device"] = ("/devices/", phone => phone.App.Devices.RemoveAsync()),
            ["export"] = ("/profile/export", phone => phone.App.ExportAccountAsync(new MemoryStream())),
            ["delete the account"] = ("/profile", phone => phone.App.DeleteAccountAsync()),
            ["sign out"] = ("/oauth/revoke", phone => phone.App.SignOutAsync()),
        };

    /// <summary>An answer that the contract documents for the call, whoever gives it.</summary>
    private static readonly IReadOnlyList<(string Call, string Answer)> Documented =
        [("remove the device", "204"), ("delete the account", "204"), ("sign out", "200 with nothing")];

    public static IEnumerable<object[]> Cases =>
        from call in Calls.Keys
        from answer in ForeignAnswer.All.Keys
        where !Documented.Contains((call, answer))
        select new object[] { call, answer };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task An_answer_of_somebody_in_between_is_none(string call, string answer)
    {
        await using var phone = await PreparedAsync(isSignedIn: !call.StartsWith("sign in", StringComparison.Ordinal));
        var (path, act) = Calls[call];
        var before = await StateAsync(phone);
        Intercept(phone, path, ForeignAnswer.All[answer]);

        await Assert.ThrowsAsync<ServerUnreachableException>(() => act(phone));

        if (call == "sign out")
        {
            // The device is signed out as the user wanted; the server does not know.
            Assert.False(phone.App.IsSignedIn);
            return;
        }

        Assert.Equal(before, await StateAsync(phone));
        await act(phone);
    }

    [Fact]
    public async Task What_comes_meanwhile_is_retried_like_a_lost_reply()
    {
        await using var phone = await Phone.SignInAsync(host, "alice");
        await phone.App.Orders.PlaceAsync([new("TRJ-MOS", 1)]);
        foreach (var answer in ForeignAnswer.All.Values.Take(7))
        {
            Intercept(phone, "/batch", answer);
        }

        var report = await phone.App.SyncAsync();

        Assert.Equal((1, 0), (report.Sent, report.Pending));
        Assert.Equal(8, phone.Network.To("/batch").Count());
        Assert.Single(Batches.Of(phone.Network).Select(batch => batch[0].Key()).Distinct(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("""[]""")]
    [InlineData("""[null, null]""")]
    [InlineData("""[{"id":"pull","status":200,"headers":{},"body":PAGE}]""")]
    [InlineData("""[{"id":"pull","status":200,"headers":{},"body":PAGE},{"id":"WRITE","status":201,"headers":{}}]""")]
    [InlineData("""[{"id":"another","status":201,"headers":{}},{"id":"pull","status":200,"headers":{},"body":PAGE}]""")]
    [InlineData("""[{"id":"WRITE","status":206,"headers":{}},{"id":"pull","status":200,"headers":{},"body":PAGE}]""")]
    [InlineData("""[{"id":"WRITE","status":302,"headers":{}},{"id":"pull","status":200,"headers":{},"body":PAGE}]""")]
    [InlineData("""[{"id":"WRITE","status":201,"headers":{}},{"id":"pull","status":204,"headers":{}}]""")]
    [InlineData("""[{"id":"WRITE","status":201,"headers":{}},{"id":"pull","status":200,"headers":{},"body":{}}]""")]
    [InlineData("""[{"id":"WRITE","status":201,"headers":{}},{"id":"pull","status":200,"headers":{},"body":NOT A PAGE}]""")]
    public async Task A_batch_that_does_not_answer_its_requests_one_by_one_settles_nothing(string responses)
    {
        await using var phone = await PreparedAsync(isSignedIn: true);
        var position = (await phone.App.Writes.ListAsync())[0].Position;
        var before = await StateAsync(phone);
        const string Collections = """{"orders":{"items":[],"deleted":[]},"profile":{"items":[],"deleted":[]}}""";
        const string Page = $$"""{"collections":{{Collections}},"syncToken":"x","more":false}""";
        const string NoPage = """{"collections":{"orders":{"items":[{"id":null}],"deleted":[]},"profile":null},"syncToken":"x","more":true}""";
        var body = responses
            .Replace("NOT A PAGE", NoPage, StringComparison.Ordinal)
            .Replace("PAGE", Page, StringComparison.Ordinal)
            .Replace("WRITE", $"{position}", StringComparison.Ordinal);
        Intercept(phone, "/batch", new(HttpStatusCode.OK, "application/json", $$"""{"responses":{{body}}}"""));

        await Assert.ThrowsAsync<ServerUnreachableException>(() => phone.App.SyncAsync());

        Assert.Equal(before, await StateAsync(phone));
        Assert.Equal(1, (await phone.App.SyncAsync()).Sent);
    }

    [Fact]
    public async Task An_export_that_ends_in_the_middle_is_none()
    {
        await using var phone = await PreparedAsync(isSignedIn: true);
        phone.Network.After("/profile/export", async answer =>
        {
            var whole = await answer.Content.ReadAsStringAsync();
            answer.Content = new StringContent(whole[..^3], Encoding.UTF8, "application/json");
            return answer;
        });

        await Assert.ThrowsAsync<ServerUnreachableException>(() => phone.App.ExportAccountAsync(new MemoryStream()));
    }

    private static async Task RefreshAsync(Phone phone)
    {
        phone.Clock.Advance(TimeSpan.FromMinutes(10));
        (await phone.App.Http.GetAsync("orders")).EnsureSuccessStatusCode();
    }

    private static async Task ReadConfigAsync(Phone phone)
    {
        phone.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(2, (await phone.App.Config.RefreshAsync()).ApiVersions.Count);
    }

    private static void Intercept(Phone phone, string path, ForeignAnswer foreign) => phone.Network.Answer(
        path == "/devices/" ? path + phone.DeviceId : path, foreign.Status, foreign.Write);

    /// <summary>With a device, a known configuration, a replica, a queued write and a dead letter.</summary>
    private async Task<Phone> PreparedAsync(bool isSignedIn)
    {
        var phone = new Phone(host.Address, "pia") { MaxAttempts = 1 };
        await phone.OpenAsync();
        if (isSignedIn)
        {
            await phone.App.SignInAsync();
            await phone.App.Config.RefreshAsync();
            await phone.App.Devices.RegisterAsync(new(App.NewKey(), "en"));
            await phone.App.Orders.PlaceAsync([new("no-such-product", 1)]);
            await phone.App.SyncAsync();
            Assert.Single(await phone.App.DeadLetters.ListAsync());
        }

        await phone.App.Orders.PlaceAsync([new("TRJ-MOS", 1)], "never sent");
        return phone;
    }

    /// <summary>All that the phone holds: its file, its vault, and what the app shows.</summary>
    private static async Task<string> StateAsync(Phone phone)
    {
        var state = new StringBuilder();
        await using (var file = new SqliteConnection($"Data Source={phone.File};Pooling=False"))
        {
            await file.OpenAsync();
            foreach (var table in new[] { "documents", "writes", "sync_state", "app_config" })
            {
                await using var command = file.CreateCommand();
                command.CommandText = $"SELECT * FROM {table}";
                await using var rows = await command.ExecuteReaderAsync();
                while (await rows.ReadAsync())
                {
                    state.AppendLine($"{table}: {string.Join('|', Enumerable.Range(0, rows.FieldCount).Select(rows.GetValue))}");
                }
            }
        }

        var tokens = await phone.Vault.LoadAsync(CancellationToken.None);
        state.AppendLine($"{phone.App.IsSignedIn} {tokens?.AccessToken} {tokens?.RefreshToken} {phone.App.Config.Current.Update}");
        return state.ToString();
    }
}
