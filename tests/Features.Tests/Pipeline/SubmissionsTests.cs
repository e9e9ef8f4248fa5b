using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Data;
using Mobile.Features.Orders;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Forms;
using Mobile.Features.Pipeline.Garbage;

namespace Mobile.Features.Tests.Pipeline;

public abstract class SubmissionsTests(TestHost host) : IAsyncLifetime
{
    public sealed class Sqlite() : SubmissionsTests(new SqliteApiHost());

    public sealed class SqlServer() : SubmissionsTests(new SqlServerApiHost());

    public Task InitializeAsync() => host.InitializeAsync();

    public Task DisposeAsync() => host.DisposeAsync();

    [EngineFact]
    public async Task A_form_does_once_what_it_does_however_often_it_is_sent()
    {
        var form = Ids.New(host.Clock);

        var sent = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SendAsync(form)));

        Assert.Single(sent, done => done);
        Assert.Equal(1, await ActsAsync());
    }

    [EngineFact]
    public async Task Who_sends_a_form_again_learns_where_it_led()
    {
        var form = Ids.New(host.Clock);
        await SendAsync(form);
        Assert.Null(await FindAsync(form));

        await AskAsync<Submissions, int>(async forms =>
        {
            await forms.RememberAsync(form, "/admin/there", default);
            return 0;
        });

        Assert.Equal("/admin/there", await FindAsync(form));
    }

    [EngineFact]
    public async Task A_form_whose_write_is_rolled_back_may_be_sent_again()
    {
        var form = Ids.New(host.Clock);

        Assert.True(await SendAsync(form, abandon: true));
        await Assert.ThrowsAsync<TimeoutException>(() => SendAsync(form, failure: new TimeoutException()));

        Assert.True(await SendAsync(form));
        Assert.Equal(1, await ActsAsync());
    }

    [EngineFact]
    public async Task A_form_that_is_refused_may_be_sent_again()
    {
        var form = Ids.New(host.Clock);

        var refused = await AskAsync((IServiceProvider desk) =>
        {
            desk.GetRequiredService<Submissions>().ClaimWithNextWrite(form);
            return desk.GetRequiredService<ShipOrder.Handler>().ShipAsync("none", default);
        });

        Assert.Equal("order-not-found", refused.Problem?.Type.Code);
        Assert.True(await SendAsync(form));
    }

    [EngineFact]
    public async Task Only_the_first_write_of_a_form_claims_it()
    {
        var form = Ids.New(host.Clock);

        await AskAsync<IServiceProvider, bool>(async desk =>
        {
            desk.GetRequiredService<Submissions>().ClaimWithNextWrite(form);
            await ActAsync(desk);
            return await ActAsync(desk);
        });

        Assert.Equal(2, await ActsAsync());
        Assert.False(await SendAsync(form));
    }

    [EngineFact]
    public async Task A_form_is_forgotten_after_two_days()
    {
        await SendAsync(Ids.New(host.Clock));
        host.Clock.Advance(TimeSpan.FromHours(47));
        Assert.Equal(0, (await host.Services.GetRequiredService<GarbageCollector>().CollectAsync(default))["submissions"]);

        host.Clock.Advance(TimeSpan.FromHours(2));

        Assert.Equal(1, (await host.Services.GetRequiredService<GarbageCollector>().CollectAsync(default))["submissions"]);
    }

    private Task<T> AskAsync<THandler, T>(Func<THandler, Task<T>> ask)
        where THandler : notnull => Desk.OfRelease(host.Services).AskAsync(ask);

    private Task<string?> FindAsync(string form) => AskAsync((Submissions forms) => forms.FindLocationAsync(form, default));

    /// <returns>Whether it was done now.</returns>
    private Task<bool> SendAsync(string form, bool abandon = false, Exception? failure = null) => AskAsync(async (IServiceProvider desk) =>
    {
        desk.GetRequiredService<Submissions>().ClaimWithNextWrite(form);
        try
        {
            return await ActAsync(desk, abandon, failure);
        }
        catch (AlreadySubmittedException)
        {
            return false;
        }
    });

    /// <summary>Does something that can be counted.</summary>
    private static Task<bool> ActAsync(IServiceProvider desk, bool abandon = false, Exception? failure = null)
    {
        var db = desk.GetRequiredService<DbSession>();
        return db.WriteAsync(
            async () =>
            {
                await desk.GetRequiredService<Audit>().RecordAsync("sam", "acted", "test");
                if (abandon)
                {
                    db.Abandon();
                }

                return failure is null ? true : throw failure;
            },
            default);
    }

    private Task<long> ActsAsync() => host.Store.ReadAsync<long>("SELECT CAST(COUNT(*) AS bigint) FROM audit_log WHERE action = 'acted'");
}
