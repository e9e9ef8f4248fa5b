using Mobile.Features;
using Mobile.Features.Campaigns;
using Mobile.Features.Data;
using Mobile.Features.Data.Sqlite.Backups;
using Mobile.Features.Pipeline;
using Mobile.Features.Push;
using Mobile.Features.Sessions;
using Mobile.Features.Versions.Policy;

namespace Mobile.Api.Hosting.Commands;

/// <summary><c>after-restore</c>: tells the database that it is a restored backup, which knows less than apps and phones do. Run again before the next start, it finds nothing more to do.</summary>
internal static class AfterRestoreCommand
{
    /// <summary>Names who acts, in the audit log.</summary>
    public const string Actor = "after-restore";

    private const string EndSessions = "end-sessions";

    public static Command Command { get; } = new(
        "after-restore", $"[{EndSessions}]", "Tells the database that it was restored by other means than the command restore; stop the product first.", RunAsync);

    /// <summary>Keeps everything from being sent again by itself, and staff from acting on what they saw before. The epoch has ended already.</summary>
    public static async Task HoldAsync(IServiceProvider services, string detail, CancellationToken stop)
    {
        await using var scope = services.CreateAsyncScope();
        var campaigns = await scope.ServiceProvider.GetRequiredService<CampaignRestore>().HoldAsync(stop);
        var held = await scope.ServiceProvider.GetRequiredService<PushRestore>().HoldAsync(stop);
        await scope.ServiceProvider.GetRequiredService<PolicyRestore>().AdvanceAsync(stop);
        var (db, audit) = (scope.ServiceProvider.GetRequiredService<DbSession>(), scope.ServiceProvider.GetRequiredService<Audit>());
        await db.WriteAsync(
            async () =>
            {
                await audit.RecordAsync(Actor, "database-restored", "database", detail);
                return true;
            },
            stop);
        Console.WriteLine($"Wait for staff, since they may have been sent: {held.Events} events, {held.Deliveries} deliveries, {campaigns} campaigns.");
    }

    /// <summary>Signs staff out, since nobody knows who was signed out since the backup, and says what else is not known.</summary>
    public static async Task DoubtAsync(IServiceProvider services, CancellationToken stop)
    {
        await using var scope = services.CreateAsyncScope();
        var staff = await scope.ServiceProvider.GetRequiredService<EndAllSessions>().EndStaffAsync(stop);
        Console.WriteLine($"Staff who have to sign in to the dashboard again: {staff}.");
        Console.WriteLine("What was decided after the backup was made is not known here. See that it is decided again where it matters:");
        foreach (var part in scope.ServiceProvider.GetServices<ICarryOver>())
        {
            Console.WriteLine($"  {part.Unknown}");
        }
    }

    private static async Task<int> RunAsync(CommandCall call, CancellationToken stop)
    {
        if (call.Argument is not ("" or EndSessions))
        {
            throw new UsageException($"'{call.Argument}' is nothing that after-restore can do: use {EndSessions}, or nothing.");
        }

        await using var product = call.BuildProduct();
        var database = product.Services.GetRequiredService<Database>();
        if (database.Engine == "sqlite")
        {
            SqliteRestore.RefuseWhileOpen(database.Location);
        }

        await product.Services.MigrateAsync(mayCreate: false, stop);
        if (await product.Services.GetRequiredService<StoreEpoch>().HasEndedAsync(stop))
        {
            Console.WriteLine("It was told of the restore before, and nothing has started since: there is nothing more to do.");
        }
        else
        {
            await product.Services.PrepareRestoredAsync(lostFloor: 0, stop);
            await HoldAsync(product.Services, "By other means than the command restore.", stop);
            await DoubtAsync(product.Services, stop);
        }

        if (call.Argument == EndSessions)
        {
            await using var scope = product.Services.CreateAsyncScope();
            Console.WriteLine($"Sessions that were ended: {await scope.ServiceProvider.GetRequiredService<EndAllSessions>().EndAsync(Actor, stop)}.");
        }

        Console.WriteLine("The sync tokens of before are refused from the next start on: apps rebuild their replicas. Start the product now.");
        return 0;
    }
}
