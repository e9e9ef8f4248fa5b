using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Garbage;
using Mobile.Features.Pipeline.Problems;
using Mobile.Features.Versions.Lifecycle;
using Mobile.Features.Versions.Policy;

namespace Mobile.Features.Tests.Pipeline;

/// <summary>A form that is sent twice does something once.</summary>
public abstract class SubmissionsTests(TestHost host) : IAsyncLifetime
{
    public sealed class Sqlite() : SubmissionsTests(new SqliteApiHost());

    public sealed class SqlServer() : SubmissionsTests(new SqlServerApiHost());

    private Desk Sam => Desk.OfRelease(host.Services);

    public Task InitializeAsync() => host.InitializeAsync();

    public Task DisposeAsync() => host.DisposeAsync();

    [EngineFact]
    public async Task The_second_time_nothing_is_done_and_it_leads_to_where_the_first_led()
    {
        var form = NewForm();

        Assert.Equal(new("/admin/1", Repeated: false), await ActAsync(form, "/admin/1"));
        Assert.Equal(new("/admin/1", Repeated: true), await ActAsync(form, "/admin/2"));

        Assert.Equal(1, await ActsAsync());
    }

    [EngineFact]
    public async Task Of_many_at_once_one_does_it()
    {
        var form = NewForm();

        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ActAsync(form, "/admin/1")));

        Assert.Single(all, submitted => !submitted.Repeated);
        Assert.All(all, submitted => Assert.Equal("/admin/1", submitted.Where));
        Assert.Equal(1, await ActsAsync());
    }

    [EngineFact]
    public async Task A_form_that_was_refused_has_changed_nothing_and_may_be_sent_again()
    {
        var form = NewForm();

        await Sam.AssertRefusedAsync("bad-request", (IServiceProvider desk) => ActAsync(desk, form, PipelineProblems.BadRequest));
        Assert.Equal(0, await ActsAsync());

        Assert.False((await ActAsync(form, "/admin/1")).Repeated);
    }

    [EngineFact]
    public async Task A_form_is_its_users_own_and_has_an_id()
    {
        var form = NewForm();
        await ActAsync(form, "/admin/1");

        Assert.False((await ActAsync(form, "/admin/2", Desk.OfPush(host.Services))).Repeated);
        foreach (var wrong in new[] { "", "x", new string('0', 32), form + "0" })
        {
            await Sam.AssertRefusedAsync("invalid-form", (IServiceProvider desk) => ActAsync(desk, wrong, "/admin/1"));
            await Sam.AssertRefusedAsync("invalid-form", (Submissions forms) => forms.OnceOutsideAsync(wrong, "/", () => throw new NotSupportedException(), default));
        }
    }

    [EngineFact]
    public async Task What_reaches_the_outside_world_is_claimed_before_it_is_done()
    {
        var (lost, refused) = (NewForm(), NewForm());

        await Assert.ThrowsAsync<TimeoutException>(() => SendAsync(lost, () => throw new TimeoutException()));
        Assert.Equal(new("/admin/meanwhile", Repeated: true), (await SendAsync(lost, () => "/admin/done")).Value);

        Assert.NotNull((await SendAsync(refused, () => PipelineProblems.BadRequest)).Problem);
        Assert.Equal(new("/admin/done", Repeated: false), (await SendAsync(refused, () => "/admin/done")).Value);
        Assert.Equal(new("/admin/done", Repeated: true), (await SendAsync(refused, () => "/admin/again")).Value);

        Task<Outcome<Submitted>> SendAsync(string form, Func<Outcome<string>> act) => Sam.AskAsync((Submissions forms) =>
            forms.OnceOutsideAsync(form, "/admin/meanwhile", () => Task.FromResult(act()), default));
    }

    [EngineFact]
    public async Task A_change_of_the_policy_is_in_force_here_at_once_also_through_a_form()
    {
        var form = NewForm();

        await Sam.GetAsync((IServiceProvider desk) => desk.GetRequiredService<Submissions>().OnceAsync(
            form,
            async () => (await desk.GetRequiredService<DeprecateVersion.Handler>().DeprecateAsync(new(ApiVersions.Names[0]), default)).Problem is { } problem
                ? problem
                : "/admin/versions",
            default));

        Assert.Equal(ApiStatus.Deprecated, host.Services.GetRequiredService<VersionPolicy>().Current.Of(ApiVersions.Names[0]).Status);
    }

    [EngineFact]
    public async Task A_form_is_forgotten_after_a_day()
    {
        await ActAsync(NewForm(), "/admin/1");
        host.Clock.Advance(TimeSpan.FromHours(23));
        Assert.Equal(0, (await host.Services.GetRequiredService<GarbageCollector>().CollectAsync(default))["submissions"]);

        host.Clock.Advance(TimeSpan.FromHours(2));

        Assert.Equal(1, (await host.Services.GetRequiredService<GarbageCollector>().CollectAsync(default))["submissions"]);
    }

    private Task<Submitted> ActAsync(string form, string where, Desk? desk = null) => (desk ?? Sam).GetAsync((IServiceProvider asked) => ActAsync(asked, form, where));

    /// <summary>Does something that can be counted.</summary>
    private static Task<Outcome<Submitted>> ActAsync(IServiceProvider desk, string form, Outcome<string> outcome) => desk.GetRequiredService<Submissions>().OnceAsync(
        form,
        async () =>
        {
            await desk.GetRequiredService<Audit>().RecordAsync("sam", "acted", "test");
            return outcome;
        },
        default);

    private string NewForm() => Ids.New(host.Clock);

    private Task<long> ActsAsync() => host.Store.ReadAsync<long>("SELECT CAST(COUNT(*) AS bigint) FROM audit_log WHERE action = 'acted'");
}
