using Mobile.Features.Data;

namespace Mobile.Features.Tests.Data;

public sealed class PeriodicFlushTests
{
    [Fact]
    public async Task A_process_that_ends_waits_for_the_last_flush_only_as_long_as_it_may()
    {
        using var deadline = new CancellationTokenSource();
        using var flush = new EndlessFlush();
        await flush.StartAsync(default);

        var stopping = flush.StopAsync(deadline.Token);
        await flush.Begun;
        await deadline.CancelAsync();
        await stopping;

        Assert.IsAssignableFrom<OperationCanceledException>(Assert.Single(flush.Reported));
    }

    private sealed class EndlessFlush() : PeriodicFlush(TimeSpan.FromHours(1), TimeProvider.System)
    {
        private readonly TaskCompletionSource begun = new();

        public Task Begun => begun.Task;

        public List<Exception> Reported { get; } = [];

        protected override Task WriteAsync(CancellationToken cancellationToken)
        {
            begun.TrySetResult();
            return Task.Delay(Timeout.Infinite, cancellationToken);
        }

        protected override void Report(Exception failure) => Reported.Add(failure);
    }
}
