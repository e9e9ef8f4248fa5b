using System.Net;
using System.Text;
using Microsoft.Data.Sqlite;
using Mobile.Features.Versions.RemoteConfig;

namespace Mobile.Client.Tests.Config;

public sealed class RemoteConfigTests(SqliteHost host) : IClassFixture<SqliteHost>
{
    private const string Store = "https://apps.example.com/mobile";

    private Desk Release => Desk.OfRelease(host.Services);

    [Fact]
    public async Task An_app_knows_what_it_was_told_last_without_a_network()
    {
        await Release.GetAsync((SetFlag.Handler handler) => handler.SetAsync(new("new-cart", true), default));
        await Release.GetAsync((SetAppRelease.Handler handler) => handler.SetAsync(new("ios", "3.0", "3.3", Store), default));
        await using var phone = new Phone(host.Address, "alice");
        await phone.OpenAsync();
        Assert.False(phone.App.Config.Current.IsOn("new-cart"));

        var config = await phone.App.Config.RefreshAsync();

        Assert.Equal(("recommended", "3.0.0", "3.3.0", Store), (config.Update, config.MinimumVersion, config.RecommendedVersion, config.StoreUrl));
        Assert.Equal(["v1 supported", "v2 current"], config.ApiVersions.Select(version => $"{version.Version} {version.Status}"));
        var restarted = await phone.RestartAsync();
        Assert.True(restarted.Config.Current.IsOn("new-cart"));
        phone.Clock.Advance(TimeSpan.FromMinutes(6));
        phone.Network.Answer("/config", HttpStatusCode.Forbidden, Forbid);
        await Assert.ThrowsAsync<ApiProblemException>(() => restarted.Config.RefreshAsync());
        Assert.True(restarted.Config.Current.IsOn("new-cart"));
    }

    [Fact]
    public async Task A_fresh_answer_is_not_asked_for_again_and_an_unchanged_one_has_no_body()
    {
        await using var phone = new Phone(host.Address, "alice");
        var app = await phone.OpenAsync();
        await app.Config.RefreshAsync();
        await app.Config.RefreshAsync();
        Assert.Single(phone.Network.To("/config"));

        var statuses = new List<HttpStatusCode>();
        Task<HttpResponseMessage> See(HttpResponseMessage answer)
        {
            statuses.Add(answer.StatusCode);
            return Task.FromResult(answer);
        }

        phone.Clock.Advance(TimeSpan.FromMinutes(6));
        phone.Network.After("/config", See);
        await app.Config.RefreshAsync();
        await Release.GetAsync((SetFlag.Handler handler) => handler.SetAsync(new("another", true), default));
        phone.Clock.Advance(TimeSpan.FromMinutes(6));
        phone.Network.After("/config", See);
        await app.Config.RefreshAsync();

        Assert.Equal([HttpStatusCode.NotModified, HttpStatusCode.OK], statuses);
        Assert.True(app.Config.Current.IsOn("another"));
        Assert.All(phone.Network.To("/config"), sent => Assert.Null(sent.Request.Headers.Authorization));
    }

    [Fact]
    public async Task What_was_required_of_the_app_before_its_update_is_not_required_of_it()
    {
        await Release.GetAsync((SetAppRelease.Handler handler) => handler.SetAsync(new("ios", "4.0", null, Store, "A test of the minimum."), default));
        await using var phone = new Phone(host.Address, "alice");
        Assert.Equal("required", (await (await phone.OpenAsync()).Config.RefreshAsync()).Update);

        phone.AppVersion = "4.0.0";
        var updated = await phone.RestartAsync();
        phone.Network.Answer("/config", HttpStatusCode.Forbidden, Forbid);
        await Assert.ThrowsAsync<ApiProblemException>(() => updated.Config.RefreshAsync());

        Assert.Equal("none", updated.Config.Current.Update);
        await Release.GetAsync((SetAppRelease.Handler handler) => handler.SetAsync(new("ios"), default));
    }

    [Fact]
    public async Task What_is_unchanged_after_an_update_of_the_app_still_says_that_an_update_is_required()
    {
        await Release.GetAsync(
            (SetAppRelease.Handler handler) => handler.SetAsync(new("ios", "4.0", null, Store, "A test of the minimum."), default));
        await using var phone = new Phone(host.Address, "alice");
        await (await phone.OpenAsync()).Config.RefreshAsync();

        phone.AppVersion = "3.9.0";
        var updated = await phone.RestartAsync();
        var statuses = new List<HttpStatusCode>();
        phone.Network.After("/config", answer =>
        {
            statuses.Add(answer.StatusCode);
            return Task.FromResult(answer);
        });
        var config = await updated.Config.RefreshAsync();

        Assert.Equal([HttpStatusCode.NotModified], statuses);
        Assert.Equal("required", config.Update);
        await Release.GetAsync((SetAppRelease.Handler handler) => handler.SetAsync(new("ios"), default));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("<html>")]
    [InlineData("""{"update":null,"apiVersions":null,"flags":null,"certificatePins":null}""")]
    [InlineData("""{"update":"none","apiVersions":[null],"flags":{},"certificatePins":[]}""")]
    public async Task What_another_build_wrote_down_does_not_keep_the_app_from_opening(string body)
    {
        await using var phone = new Phone(host.Address, "alice");
        await (await phone.OpenAsync()).Config.RefreshAsync();
        await phone.App.DisposeAsync();
        await using (var file = new SqliteConnection($"Data Source={phone.File};Pooling=False"))
        {
            await file.OpenAsync();
            await using var command = file.CreateCommand();
            command.CommandText = "UPDATE app_config SET body = @body";
            command.Parameters.AddWithValue("@body", body);
            await command.ExecuteNonQueryAsync();
        }

        phone.Network.Forget();
        var reopened = await phone.OpenAsync();
        Assert.False(reopened.Config.Current.IsOn("anything"));
        Assert.Equal("none", reopened.Config.Current.Update);

        Assert.Equal(2, (await reopened.Config.RefreshAsync()).ApiVersions.Count);
        Assert.Empty(Assert.Single(phone.Network.To("/config")).Request.Headers.IfNoneMatch);
    }

    [Fact]
    public async Task What_was_queued_before_the_minimum_was_raised_lands_once_and_then_the_app_must_be_updated()
    {
        await Release.GetAsync((SetAppRelease.Handler handler) => handler.SetAsync(new("ios", null), default));
        await using var phone = await Phone.SignInAsync(host, "bob");
        await phone.App.SyncAsync();
        var before = new List<string>();
        for (var i = 0; i < 60; i++)
        {
            before.Add(await phone.App.Orders.PlaceAsync([new("TRJ-MOS", 1)]));
        }

        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await Release.GetAsync((SetAppRelease.Handler handler) => handler.SetAsync(new("ios", "4.0", null, Store, "A test of the minimum."), default));
        phone.Clock.Advance(TimeSpan.FromMinutes(2));
        var after = await phone.App.Orders.PlaceAsync([new("TRJ-SLT", 1)]);
        phone.Network.LoseReply("/batch");

        var refused = await Assert.ThrowsAsync<ApiProblemException>(() => phone.App.SyncAsync());

        Assert.Equal(("client-upgrade-required", "4.0.0", Store), (refused.Problem.Code, refused.Problem.MinimumVersion, refused.Problem.StoreUrl));
        Assert.Equal(60, await host.Store.ReadAsync<long>("SELECT COUNT(*) FROM orders WHERE id IN @before", new { before }));
        Assert.Equal(after, Assert.Single(await phone.App.Writes.ListAsync()).DocumentId);

        // The update of the app brings the rest.
        await Release.GetAsync((SetAppRelease.Handler handler) => handler.SetAsync(new("ios", "3.2.1", null, Store), default));
        var report = await phone.App.SyncAsync();
        Assert.Equal((1, 0, 0), (report.Sent, report.Pending, report.DeadLetters));
        Assert.Equal(1, await host.Store.ReadAsync<long>("SELECT COUNT(*) FROM orders WHERE id = @after", new { after }));
    }

    private static void Forbid(HttpResponseMessage answer) =>
        answer.Content = new StringContent("""{"code":"forbidden"}""", Encoding.UTF8, "application/problem+json");
}
