using System.Net;
using System.Net.Http.Json;

namespace Mobile.Features.Tests.Pipeline;

/// <summary>A tag names a version, whatever a proxy on the way has made of it.</summary>
public abstract class PreconditionTests(TestHost host)
{
    public sealed class Sqlite(SqliteHost host) : PreconditionTests(host), IClassFixture<SqliteHost>;

    public sealed class SqlServer(SqlServerHost host) : PreconditionTests(host), IClassFixture<SqlServerHost>;

    /// <summary>As nginx and Cloudflare, Apache, and Jetty change the tag of an answer that they compress.</summary>
    [EngineTheory]
    [EveryVersion("{0}")]
    [EveryVersion("W/{0}")]
    [EveryVersion("{-gzip}")]
    [EveryVersion("{-br}")]
    [EveryVersion("{--gzip}")]
    [EveryVersion("W/{-gzip}")]
    [EveryVersion("\"99\", W/{0}")]
    public async Task A_write_acts_on_the_version_that_it_names(string form, string version)
    {
        using var alice = await host.SignInAsync("alice");
        var order = $"/api/{version}/orders/{await alice.PlaceOrderAsync(version: version)}";
        foreach (var path in new[] { order, $"/api/{version}/profile" })
        {
            var tag = (await alice.GetAsync(path)).Header("ETag")!;

            var written = await PatchAsync(alice, path, As(form, tag));
            Assert.Equal(HttpStatusCode.OK, written.StatusCode);

            var stale = await PatchAsync(alice, path, As(form, tag));
            await stale.AssertProblemAsync(412, "precondition-failed");
        }
    }

    [EngineTheory]
    [EveryVersion]
    public async Task The_form_of_before_still_names_the_version(string version)
    {
        using var bob = await host.SignInAsync("bob");
        var known = (await bob.ReadAsync($"/api/{version}/profile")).GetProperty("version").GetInt64();

        Assert.Equal(HttpStatusCode.OK, (await PatchAsync(bob, $"/api/{version}/profile", $"\"{known}\"")).StatusCode);
        await (await PatchAsync(bob, $"/api/{version}/profile", $"\"{known}\"")).AssertProblemAsync(412, "precondition-failed");
    }

    [EngineTheory]
    [EveryVersion("\"\"", 412, "precondition-failed")]
    [EveryVersion("\"x\"", 412, "precondition-failed")]
    [EveryVersion("\"1.\"", 412, "precondition-failed")]
    [EveryVersion("\"1.0197f0a05c1e7b3a9f000c8f6f7a1d42\"", 412, "precondition-failed")]
    [EveryVersion("\"1-2\"", 412, "precondition-failed")]
    [EveryVersion("\"01\"", 412, "precondition-failed")]
    [EveryVersion("\"-gzip\"", 412, "precondition-failed")]
    [EveryVersion("\"99999999999999999999\"", 412, "precondition-failed")]
    [EveryVersion("1", 400, "invalid-if-match")]
    [EveryVersion("W/", 400, "invalid-if-match")]
    public async Task What_names_no_version_changes_nothing(string tag, int status, string code, string version)
    {
        using var alice = await host.SignInAsync("alice");
        var path = $"/api/{version}/orders/{await alice.PlaceOrderAsync(version: version)}";

        await (await PatchAsync(alice, path, tag)).AssertProblemAsync(status, code);

        Assert.Equal(1, (await alice.ReadAsync(path)).GetProperty("version").GetInt64());
    }

    /// <summary>As after a restored backup: what the row holds may be another thing than the app has seen.</summary>
    [EngineTheory]
    [EveryVersion]
    public async Task A_version_that_there_was_not_yet_is_known_by_nothing(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var order = $"/api/{version}/orders/{await alice.PlaceOrderAsync(note: "of the server", version: version)}";
        foreach (var (path, field) in new[] { (order, "note"), ($"/api/{version}/profile", "phone") })
        {
            var patch = JsonContent.Create(new Dictionary<string, string>(StringComparer.Ordinal) { [field] = "+41441234567" });

            var refused = await alice.SendAsync(HttpMethod.Patch, path, patch, ("Idempotency-Key", App.NewKey()), ("If-Match", "\"999\""));

            var problem = await refused.AssertProblemAsync(412, "precondition-failed");
            Assert.Equal([field], problem.GetProperty("conflictingFields").EnumerateArray().Select(name => name.GetString()));
        }
    }

    [EngineTheory]
    [EveryVersion("{0}", true)]
    [EveryVersion("W/{0}", true)]
    [EveryVersion("{-gzip}", true)]
    [EveryVersion("W/{--gzip}", true)]
    [EveryVersion("\"x\", {0}", true)]
    [EveryVersion("*", true)]
    [EveryVersion("{-2}", false)]
    [EveryVersion("\"x\"", false)]
    public async Task A_read_is_a_304_for_who_holds_the_version(string form, bool isHeld, string version)
    {
        using var alice = await host.SignInAsync("alice");
        var order = $"/api/{version}/orders/{await alice.PlaceOrderAsync(version: version)}";
        foreach (var path in new[] { order, $"/api/{version}/profile", $"/api/{version}/products/MUG-RED", "/api/config" })
        {
            var tag = (await alice.GetAsync(path)).Header("ETag")!;

            var answer = await alice.GetAsync(path, ("If-None-Match", As(form, tag)));

            Assert.True((answer.StatusCode is HttpStatusCode.NotModified) == isHeld, $"{path} {As(form, tag)}: {answer.StatusCode}");
        }
    }

    /// <summary><c>{0}</c> is the tag; <c>{-gzip}</c> is the tag with that at the end of its text.</summary>
    private static string As(string form, string tag)
    {
        var (open, close) = (form.IndexOf('{', StringComparison.Ordinal), form.IndexOf('}', StringComparison.Ordinal));
        if (open < 0)
        {
            return form;
        }

        var suffix = form[(open + 1)..close].Replace("0", "", StringComparison.Ordinal);
        return $"{form[..open]}{tag[..^1]}{suffix}\"{form[(close + 1)..]}";
    }

    private static Task<HttpResponseMessage> PatchAsync(App app, string path, string ifMatch)
    {
        var body = path.EndsWith("/profile", StringComparison.Ordinal) ? (object)new { address = App.NewKey() } : new { note = App.NewKey() };
        return app.SendAsync(HttpMethod.Patch, path, JsonContent.Create(body), ("Idempotency-Key", App.NewKey()), ("If-Match", ifMatch));
    }
}
