using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Versions.Traffic;

namespace Mobile.Features.Tests.Versions;

internal static class TrafficExtensions
{
    /// <summary>Has the node write down what it has counted.</summary>
    public static Task FlushTrafficAsync(this TestHost host) => host.Services.GetRequiredService<TrafficFlush>().FlushAsync(default);

    /// <summary>Waits until so many requests are written down in all: a request is counted after its answer has left.</summary>
    public static async Task CountedAsync(this TestHost host, long requests)
    {
        using var patience = Patience.Begin();
        while (true)
        {
            await host.FlushTrafficAsync();
            var counted = await host.Store.ReadAsync<long>($"SELECT CAST(COALESCE(SUM(requests), 0) AS bigint) FROM {TrafficHistory.Daily}", new { from = 0 });
            if (counted >= requests)
            {
                Assert.Equal(requests, counted);
                return;
            }

            Assert.False(patience.IsCancellationRequested, $"{counted} of {requests} requests were counted.");
            await Task.Yield();
        }
    }
}
