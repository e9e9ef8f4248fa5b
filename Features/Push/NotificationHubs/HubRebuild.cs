namespace Mobile.Features.Push.NotificationHubs;

/// <summary>For whoever runs the product: begins a rebuild, or goes on with one, and does it in this process.</summary>
public sealed class HubRebuild
{
    private readonly HubGeneration generation;
    private readonly HubRegistrar registrar;
    private readonly TimeProvider clock;

    internal HubRebuild(HubGeneration generation, HubRegistrar registrar, TimeProvider clock) =>
        (this.generation, this.registrar, this.clock) = (generation, registrar, clock);

    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(2);

    /// <param name="report">Gets the progress, every two seconds.</param>
    /// <returns>How many devices the hub refused; null where it lets nobody in, and the rebuild is not done.</returns>
    public async Task<int?> RunAsync(Action<HubProgress> report, CancellationToken stop)
    {
        await generation.BeginAsync("rebuild-hub", stop);
        var (refused, news) = (0, true);
        var reported = clock.GetTimestamp();
        while (true)
        {
            if (news || clock.GetElapsedTime(reported) >= ReportInterval)
            {
                var progress = await generation.ProgressAsync(stop);
                report(progress);
                reported = clock.GetTimestamp();
                if (progress.Done >= progress.Total)
                {
                    return refused;
                }
            }

            var round = registrar.Resumes.HasPassed(clock) ? await registrar.RunOnceAsync(stop) : HubRound.StandsBy;
            refused += round.Refused;
            if (round.Trouble?.IsFinal is true)
            {
                return null;
            }

            news = round.IsIdle;
            if (round.Told.Count == 0)
            {
                await Task.Delay(Rest, clock, stop);
            }
        }
    }
}
