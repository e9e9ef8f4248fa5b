using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Mobile.Features.Push;
using Mobile.Features.Push.NotificationHubs;
using Mobile.Testing.Hub;

namespace Mobile.Features.Tests.Push.NotificationHubs;

/// <summary>Listens to everything that the product tells of itself, and so runs alone.</summary>
[Collection(nameof(HubSecretsTests))]
public sealed class HubSecretsTests(SqliteHubHost host) : IClassFixture<SqliteHubHost>
{
    private const string Handle = "5ec4e70fa0de71ce70ac4a9d1e0b0d7e";

    [Fact]
    public async Task No_handle_and_no_key_stands_in_a_log_line_a_trace_or_a_message()
    {
        using var told = new Told();
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = told.Hear,
        };
        ActivitySource.AddActivityListener(listener);
        await using var node = host.StartNode(told);
        await host.AddDeviceAsync("device-0001", Handle);
        await host.AddDeviceAsync("device-0002", Handle + "02");
        var registrar = node.Services.GetRequiredService<HubRegistrar>();
        var gateway = node.Services.GetRequiredService<IPushGateway>();
        PushTarget[] targets = [HubScene.Target(Handle, "device-0001"), HubScene.Target(Handle + "02", "device-0002")];
        HubFate[] fates = [HubFate.Take, new(400), new(401), new(401), new(403), new(413), new(429, "1"), new(500), HubFate.BreakBefore, HubFate.BreakAfter];

        foreach (var fate in fates)
        {
            host.Hub.Next(fate);
            told.Write(await gateway.SendAsync(HubScene.Apple(), targets, default));
            host.Clock.Advance(TimeSpan.FromMinutes(2));
            host.Hub.Next(fate);
            told.Write(await gateway.SendAsync(HubScene.Fcm(), targets[..1], default));
            host.Clock.Advance(TimeSpan.FromMinutes(2));
            await host.Store.WriteAsync("UPDATE devices SET hub_generation = 0");
            host.Hub.Next(fate, fate);
            await registrar.RunOnceAsync(default);
            host.Clock.Advance(TimeSpan.FromMinutes(2));
        }

        told.Write(targets[0]);
        told.Write(node.Services.GetRequiredService<HubOptions>());
        told.Write(node.Services.GetRequiredService<HubOptions>().Connection);
        Assert.Contains(told.Lines, line => line.Contains("Sends are held", StringComparison.Ordinal));
        Assert.All(told.Lines, line => Assert.DoesNotMatch(
            $"{Handle}|{HubHost.HashOf(Handle)}|{HubStandIn.PrimaryKey}|{HubStandIn.SecondaryKey}|SharedAccessSignature|installations/", line));
    }

    /// <summary>Every log line with its values and exception, and every tag of an activity.</summary>
    private sealed class Told : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public void Write(object value) => Lines.Enqueue(value.ToString()!);

        public void Hear(Activity activity) => Lines.Enqueue($"{activity.DisplayName} {string.Join(' ', activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"))}");

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{formatter(state, exception)} {state} {exception}");

        public void Dispose()
        {
        }
    }
}

[CollectionDefinition(nameof(HubSecretsTests), DisableParallelization = true)]
public sealed class HubSecretsCollection;
