using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Mobile.Features.Pipeline;
using Mobile.Features.Versions.Lifecycle;
using Mobile.Features.Versions.Policy;

namespace Mobile.Features.Tests.Versions;

public abstract class LifecycleTests(TestHost host)
{
    private static readonly TimeSpan Month = TimeSpan.FromDays(30);

    private Desk Release => Desk.OfRelease(host.Services);

    [EngineFact]
    public async Task Every_answer_of_a_deprecated_version_says_so()
    {
        using var alice = await host.SignInAsync("alice");
        using var anyone = App.Anonymous(host.Address);
        await AsBeforeAsync();
        var sku = new { sku = "MUG-RED", quantity = 1 };
        var (deprecatedAt, sunsetAt) = (host.Clock.GetUtcNow() - Month, host.Clock.GetUtcNow() + Month);

        await Release.GetAsync((DeprecateVersion.Handler handler) => handler.DeprecateAsync(new("v1", deprecatedAt, sunsetAt), default));

        var key = App.NewKey();
        var placed = await alice.PostAsync("/api/v1/orders", sku, key);
        var answers = new Dictionary<string, (HttpResponseMessage Answer, HttpStatusCode Status)>(StringComparer.Ordinal)
        {
            ["a list"] = (await alice.GetAsync("/api/v1/orders"), HttpStatusCode.OK),
            ["a write"] = (placed, HttpStatusCode.Created),
            ["a replay"] = (await alice.PostAsync("/api/v1/orders", sku, key), HttpStatusCode.Created),
            ["not modified"] = (await alice.GetAsync(placed.Headers.Location!.ToString(), ("If-None-Match", "\"1\"")), HttpStatusCode.NotModified),
            ["refused by the handler"] = (await alice.GetAsync("/api/v1/orders/none"), HttpStatusCode.NotFound),
            ["no such path"] = (await alice.GetAsync("/api/v1/nothing"), HttpStatusCode.NotFound),
            ["no such method"] = (await alice.DeleteAsync("/api/v1/products", App.NewKey()), HttpStatusCode.MethodNotAllowed),
            ["without a key"] = (await alice.SendAsync(HttpMethod.Post, "/api/v1/orders", JsonContent.Create(sku)), HttpStatusCode.BadRequest),
            ["malformed"] = (await alice.PostAsync("/api/v1/orders", new StringContent("{", System.Text.Encoding.UTF8, "application/json"), App.NewKey()), HttpStatusCode.BadRequest),
            ["not valid"] = (await alice.PostAsync("/api/v1/orders", new { sku = "MUG-RED", quantity = 0 }, App.NewKey()), HttpStatusCode.BadRequest),
            ["signed out"] = (await anyone.GetAsync("/api/v1/orders"), HttpStatusCode.Unauthorized),
            ["a batch"] = (await alice.PostAsync("/api/v1/batch", new { requests = new[] { new { id = "1", method = "GET", url = "/orders" } } }, App.NewKey()), HttpStatusCode.OK),
            ["in capitals"] = (await alice.GetAsync("/API/V1/orders"), HttpStatusCode.OK),
        };

        Assert.All(answers, entry =>
        {
            var (name, (answer, status)) = entry;
            Assert.True(answer.StatusCode == status, $"{name}: {answer.StatusCode}");
            Assert.Equal($"@{deprecatedAt.ToUnixTimeSeconds()}", Assert.Single(answer.Headers.GetValues("Deprecation")));
            var sunset = Assert.Single(answer.Headers.GetValues("Sunset"));
            Assert.Matches("^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-9]{2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT$", sunset);
            Assert.Equal(sunsetAt.ToUnixTimeSeconds(), DateTimeOffset.ParseExact(sunset, "R", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeSeconds());
            var links = answer.Headers.GetValues("Link").ToList();
            Assert.Contains("</versions/v1>; rel=\"deprecation\"", links);
            Assert.Contains("</versions/v1>; rel=\"sunset\"", links);
            Assert.Contains(links, link => link.EndsWith("; rel=\"successor-version\"", StringComparison.Ordinal));
        });
        Assert.True(answers["a replay"].Answer.IsReplay());
        Assert.Contains("</api/v2/orders>; rel=\"successor-version\"", answers["a list"].Answer.Headers.GetValues("Link"));
        Assert.Contains(answers["without a key"].Answer.Headers.GetValues("Link"), link => link.Contains("describedby", StringComparison.Ordinal));

        var current = await alice.GetAsync("/api/v2/orders");
        Assert.Null(current.Header("Deprecation"));
        Assert.Null(current.Header("Sunset"));
        var page = await anyone.ReadAsync("/versions/v1");
        Assert.Equal(("deprecated", "v2"), (page.Text("status"), page.Text("successor")));
    }

    [EngineFact]
    public async Task What_was_announced_may_change_and_be_taken_back()
    {
        using var alice = await host.SignInAsync("alice");
        await AsBeforeAsync();
        var ahead = host.Clock.GetUtcNow() + Month;

        await Release.GetAsync((DeprecateVersion.Handler handler) =>
            handler.DeprecateAsync(new("v1", ahead, InformationUrl: "https://developers.example.com/v1?lang=en"), default));

        var announced = await alice.GetAsync("/api/v1/profile");
        Assert.Equal($"@{ahead.ToUnixTimeSeconds()}", announced.Header("Deprecation"));
        Assert.Null(announced.Header("Sunset"));
        Assert.Equal(
            ["<https://developers.example.com/v1?lang=en>; rel=\"deprecation\"", "</api/v2/profile>; rel=\"successor-version\""],
            announced.Headers.GetValues("Link"));

        await Release.GetAsync((SupportVersion.Handler handler) => handler.SupportAsync("v1", null, default));

        Assert.Null((await alice.GetAsync("/api/v1/profile")).Header("Deprecation"));
    }

    [EngineFact]
    public async Task A_retired_version_answers_410_to_everybody_until_it_is_supported_again()
    {
        using var alice = await host.SignInAsync("alice");
        using var anyone = App.Anonymous(host.Address);
        await AsBeforeAsync();

        await Release.GetAsync((RetireVersion.Handler handler) => handler.RetireAsync(new("v1", "A hole that cannot be closed."), default));

        var refused = await alice.GetAsync("/api/v1/orders");
        await refused.AssertProblemAsync(410, "api-version-retired");
        Assert.StartsWith("@", refused.Header("Deprecation"), StringComparison.Ordinal);
        await (await anyone.GetAsync("/api/v1/orders")).AssertProblemAsync(410, "api-version-retired");
        await (await alice.GetAsync("/api/v1/no/such/path")).AssertProblemAsync(410, "api-version-retired");
        await (await alice.PostAsync("/api/v1/orders", new { sku = "MUG-RED", quantity = 1 }, App.NewKey())).AssertProblemAsync(410, "api-version-retired");
        Assert.Equal(HttpStatusCode.OK, (await alice.GetAsync("/api/v2/orders")).StatusCode);
        Assert.Equal("retired", (await anyone.ReadAsync("/versions/v1")).Text("status"));

        await Release.GetAsync((SupportVersion.Handler handler) => handler.SupportAsync("v1", null, default));

        Assert.Equal(HttpStatusCode.OK, (await alice.GetAsync("/api/v1/orders")).StatusCode);
        var detail = await host.Store.ReadAsync<string>(
            "SELECT MAX(detail) FROM audit_log WHERE action = 'api-version-retired' AND actor = 'sam' AND subject = 'api-version/v1'");
        Assert.Contains("A hole that cannot be closed.", detail, StringComparison.Ordinal);
    }

    [EngineFact]
    public async Task A_brownout_is_over_when_it_said()
    {
        await AsBeforeAsync();
        await Release.GetAsync((DeprecateVersion.Handler handler) => handler.DeprecateAsync(new("v1"), default));
        var starts = host.Clock.GetUtcNow() + TimeSpan.FromHours(25);
        await Release.GetAsync((ScheduleBrownout.Handler handler) => handler.ScheduleAsync(new("v1", starts, starts.AddMinutes(15)), default));
        using (var before = await host.SignInAsync("alice"))
        {
            Assert.Equal(HttpStatusCode.OK, (await before.GetAsync("/api/v1/orders")).StatusCode);
        }

        host.Clock.Advance(TimeSpan.FromHours(25) + TimeSpan.FromMinutes(5));
        using var alice = await host.SignInAsync("alice");
        var refused = await alice.GetAsync("/api/v1/orders");

        var problem = await refused.AssertProblemAsync(410, "api-version-brownout");
        Assert.True(problem.GetProperty("retryable").GetBoolean());
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(10));
        Assert.NotNull(refused.Header("Deprecation"));
        Assert.Equal(HttpStatusCode.OK, (await alice.GetAsync("/api/v2/orders")).StatusCode);

        host.Clock.Advance(TimeSpan.FromMinutes(11));
        using var after = await host.SignInAsync("alice");
        Assert.Equal(HttpStatusCode.OK, (await after.GetAsync("/api/v1/orders")).StatusCode);
    }

    [EngineFact]
    public async Task Brownouts_do_not_add_up_to_a_retirement()
    {
        await AsBeforeAsync();
        await Release.GetAsync((DeprecateVersion.Handler handler) => handler.DeprecateAsync(new("v1"), default));
        var starts = host.Clock.GetUtcNow() + TimeSpan.FromHours(30);
        for (var i = 0; i < ScheduleBrownout.MaxPerDay; i++)
        {
            await Release.GetAsync((ScheduleBrownout.Handler handler) => handler.ScheduleAsync(new("v1", starts.AddHours(2 * i), starts.AddHours(2 * i + 1)), default));
        }

        await Release.AssertInvalidAsync("startsAt", (ScheduleBrownout.Handler handler) => handler.ScheduleAsync(new("v1", starts.AddHours(12), starts.AddHours(13)), default));
        await Release.AssertInvalidAsync("startsAt", (ScheduleBrownout.Handler handler) => handler.ScheduleAsync(new("v1", starts.AddHours(2), starts.AddHours(3)), default));
        await Release.GetAsync((ScheduleBrownout.Handler handler) => handler.ScheduleAsync(new("v1", starts.AddHours(40), starts.AddHours(41)), default));
    }

    [EngineFact]
    public async Task A_brownout_can_be_called_off()
    {
        await AsBeforeAsync();
        await Release.GetAsync((DeprecateVersion.Handler handler) => handler.DeprecateAsync(new("v1"), default));
        var starts = host.Clock.GetUtcNow() + TimeSpan.FromHours(25);
        var policy = await Release.GetAsync((ScheduleBrownout.Handler handler) => handler.ScheduleAsync(new("v1", starts, starts.AddHours(1)), default));
        host.Clock.Advance(TimeSpan.FromHours(25) + TimeSpan.FromMinutes(2));
        using var alice = await host.SignInAsync("alice");
        await (await alice.GetAsync("/api/v1/orders")).AssertProblemAsync(410, "api-version-brownout");

        await Release.GetAsync((CancelBrownout.Handler handler) => handler.CancelAsync(policy.Of("v1").Brownouts.Single().Id, null, default));

        Assert.Equal(HttpStatusCode.OK, (await alice.GetAsync("/api/v1/orders")).StatusCode);
    }

    [EngineFact]
    public async Task Another_version_is_made_current()
    {
        using var anyone = App.Anonymous(host.Address);
        await AsBeforeAsync();

        var policy = await Release.GetAsync((MakeVersionCurrent.Handler handler) => handler.MakeCurrentAsync("v1", null, default));

        Assert.Equal(("v1", ApiStatus.Supported), (policy.Current.Version, policy.Of("v2").Status));
        Assert.Equal(
            ApiVersions.Names.Select(version => version == "v1" ? "v1 current" : $"{version} supported"),
            (await anyone.ReadAsync("/api/config")).GetProperty("apiVersions").EnumerateArray().Select(version => $"{version.Text("version")} {version.Text("status")}"));
    }

    [EngineFact]
    public async Task A_change_that_makes_no_sense_is_refused_and_changes_nothing()
    {
        await AsBeforeAsync();
        await Release.GetAsync((DeprecateVersion.Handler handler) => handler.DeprecateAsync(new("v1"), default));
        var now = host.Clock.GetUtcNow();
        var before = await RevisionAsync();

        await Release.AssertInvalidAsync("version", (DeprecateVersion.Handler handler) => handler.DeprecateAsync(new("v9"), default));
        await Release.AssertInvalidAsync("version", (DeprecateVersion.Handler handler) => handler.DeprecateAsync(new("v2"), default));
        await Release.AssertInvalidAsync("sunsetAt", (DeprecateVersion.Handler handler) => handler.DeprecateAsync(new("v1", now, now - Month), default));
        await Release.AssertInvalidAsync("sunsetAt", (DeprecateVersion.Handler handler) => handler.DeprecateAsync(new("v1", now - (2 * Month), now - Month), default));
        await Release.AssertInvalidAsync("informationUrl", (DeprecateVersion.Handler handler) => handler.DeprecateAsync(new("v1", InformationUrl: "https://x>\r\nSet-Cookie: a=b"), default));
        await Release.AssertInvalidAsync("informationUrl", (DeprecateVersion.Handler handler) => handler.DeprecateAsync(new("v1", InformationUrl: "https://example.com/für-entwickler"), default));
        await Release.AssertInvalidAsync("sunsetAt", (DeprecateVersion.Handler handler) => handler.DeprecateAsync(new("v1", SunsetAt: now + TimeSpan.FromDays(6)), default));
        await Release.AssertInvalidAsync("informationUrl", (DeprecateVersion.Handler handler) => handler.DeprecateAsync(new("v1", InformationUrl: "javascript:alert(1)"), default));
        await Release.AssertInvalidAsync("version", (RetireVersion.Handler handler) => handler.RetireAsync(new("v2", "A reason that is long enough."), default));
        await Release.AssertInvalidAsync("version", (SupportVersion.Handler handler) => handler.SupportAsync("v2", null, default));
        await Release.AssertInvalidAsync("version", (MakeVersionCurrent.Handler handler) => handler.MakeCurrentAsync("v1", null, default));
        await Release.AssertInvalidAsync("version", (ScheduleBrownout.Handler handler) => handler.ScheduleAsync(new("v2", now + Month, now + Month + Month), default));
        await Release.AssertInvalidAsync("startsAt", (ScheduleBrownout.Handler handler) => handler.ScheduleAsync(new("v1", now - Month, now + Month), default));
        await Release.AssertInvalidAsync("endsAt", (ScheduleBrownout.Handler handler) => handler.ScheduleAsync(new("v1", now + Month, now + Month), default));
        await Release.AssertInvalidAsync("endsAt", (ScheduleBrownout.Handler handler) => handler.ScheduleAsync(new("v1", now + Month, now + (2 * Month)), default));
        await Release.AssertInvalidAsync("id", (CancelBrownout.Handler handler) => handler.CancelAsync("none", null, default));
        await Release.AssertRefusedAsync("retirement-gate-not-met", (RetireVersion.Handler handler) => handler.RetireAsync(new("v1"), default));
        await Release.AssertRefusedAsync("retirement-gate-not-met", (RetireVersion.Handler handler) => handler.RetireAsync(new("v1", "  because "), default));

        Assert.Equal(before, await RevisionAsync());
    }

    [EngineFact]
    public async Task Two_who_decide_on_the_same_revision_do_not_overrule_each_other()
    {
        await AsBeforeAsync();
        var seen = await Desk.OfViewer(host.Services).AskAsync((GetPolicy.Handler handler) => handler.GetAsync(default));

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            Release.AskAsync((DeprecateVersion.Handler handler) => handler.DeprecateAsync(new("v1", SeenRevision: seen.Revision), default))));

        Assert.Single(outcomes, outcome => outcome.Problem is null);
        Assert.All(outcomes.Where(outcome => outcome.Problem is not null), outcome => Assert.Equal("policy-changed", outcome.Problem!.Type.Code));
        Assert.Equal(seen.Revision + 1, await RevisionAsync());
    }

    [EngineFact]
    public async Task Only_release_changes_and_only_staff_looks()
    {
        await AsBeforeAsync();
        var viewer = Desk.OfViewer(host.Services);
        var customer = new Desk(host.Services, "alice");
        var before = await RevisionAsync();

        var refused = await Assert.ThrowsAsync<Mobile.Features.Pipeline.Problems.ProblemException>(() =>
            viewer.AskAsync((DeprecateVersion.Handler handler) => handler.DeprecateAsync(new("v1"), default)));
        await Assert.ThrowsAsync<Mobile.Features.Pipeline.Problems.ProblemException>(() =>
            customer.AskAsync((GetPolicy.Handler handler) => handler.GetAsync(default)));

        Assert.Equal(403, refused.Problem.Type.Status);
        Assert.Contains("release", refused.Problem.Detail, StringComparison.Ordinal);
        Assert.Equal(before, await RevisionAsync());
    }

    private async Task AsBeforeAsync()
    {
        await Release.GetAsync((MakeVersionCurrent.Handler handler) => handler.MakeCurrentAsync("v2", null, default));
        await Release.GetAsync((SupportVersion.Handler handler) => handler.SupportAsync("v1", null, default));
    }

    private Task<long> RevisionAsync() => host.Store.ReadAsync<long>("SELECT seq FROM feeds WHERE owner = 'version-policy'");

    public sealed class Sqlite(SqliteHost host) : LifecycleTests(host), IClassFixture<SqliteHost>;

    public sealed class SqlServer(SqlServerHost host) : LifecycleTests(host), IClassFixture<SqlServerHost>;
}
