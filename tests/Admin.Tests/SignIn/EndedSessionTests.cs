using System.Net;

namespace Mobile.Admin.Tests.SignIn;

/// <summary>An action is done in the name of a session that still lives when it is done, and not only when its request began.</summary>
public abstract class EndedSessionTests(TestHost host) : IAsyncLifetime
{
    private const string Ship = "ship";

    public sealed class Sqlite() : EndedSessionTests(new SqliteApiHost());

    public sealed class SqlServer() : EndedSessionTests(new SqlServerApiHost());

    public Task InitializeAsync() => host.InitializeAsync();

    public Task DisposeAsync() => host.DisposeAsync();

    [EngineTheory]
    [InlineData("signed out on another node")]
    [InlineData("ended by an administrator")]
    [InlineData("account deleted")]
    public async Task What_a_form_does_is_refused_when_its_session_has_ended_while_it_was_sent(string how)
    {
        await using var other = TestNode.Start(host.Store, host.Clock, "api,admin");
        using var alice = await host.SignInAsync("alice");
        var order = await alice.PlaceOrderAsync();
        using var sam = await Browser.SignInAsync(host.Address, "sam");
        using var elsewhere = sam.Copy(other.Address);
        var signOut = await elsewhere.HiddenFieldsAsync("/admin", "/admin/signout");
        var page = $"/admin/orders/{order}";
        var form = await sam.HiddenFieldsAsync(page, $"{page}/{Ship}");

        var answer = await sam.PostAfterAsync($"{page}/{Ship}", EndAsync, form);

        Assert.Equal("placed", await StatusAsync(order));
        Assert.Equal((HttpStatusCode.Redirect, "/admin/signin/failed"), (answer.StatusCode, answer.Headers.Location?.OriginalString.Split('?')[0]));
        var (_, failed) = await sam.FollowAsync(answer);
        Assert.Contains("Your session has ended, and what you sent was not done", await failed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await host.Store.ReadAsync<long>("SELECT CAST(COUNT(*) AS bigint) FROM submissions"));

        async Task EndAsync()
        {
            switch (how)
            {
                case "signed out on another node":
                    await elsewhere.PostAsync("/admin/signout", signOut);
                    break;
                case "ended by an administrator":
                    await host.Store.WriteAsync("DELETE FROM staff_sessions");
                    break;
                default:
                    using (var app = await App.SignInAsync(other.Address, "sam"))
                    {
                        await app.SendAsync(HttpMethod.Delete, "/api/v2/profile", null, ("Idempotency-Key", App.NewKey()), ("If-Match", "*"));
                    }

                    break;
            }

            Assert.Equal(0, await host.Store.ReadAsync<long>("SELECT CAST(COUNT(*) AS bigint) FROM staff_sessions"));
        }
    }

    [EngineFact]
    public async Task What_a_form_does_is_done_when_its_session_lives_on()
    {
        using var alice = await host.SignInAsync("alice");
        var order = await alice.PlaceOrderAsync();
        using var sam = await Browser.SignInAsync(host.Address, "sam");
        var page = $"/admin/orders/{order}";

        var answer = await sam.PostAfterAsync($"{page}/{Ship}", () => Task.CompletedTask, await sam.HiddenFieldsAsync(page, $"{page}/{Ship}"));

        Assert.Equal((HttpStatusCode.SeeOther, "shipped"), (answer.StatusCode, await StatusAsync(order)));
    }

    private Task<string?> StatusAsync(string order) => host.Store.ReadAsync<string>("SELECT status FROM orders WHERE id = @order", new { order });
}
