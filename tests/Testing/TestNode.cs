using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Mobile.Features.Sessions;

namespace Mobile.Testing;

/// <summary>The whole product inside this process, on Kestrel and a free port, with a clock of its own.</summary>
public sealed class TestNode : IAsyncDisposable
{
    private readonly Factory factory;

    private TestNode(Factory factory) => this.factory = factory;

    public Uri Address => factory.ClientOptions.BaseAddress;

    public IServiceProvider Services => factory.Services;

    /// <param name="logs">Gets every line, whatever its level.</param>
    /// <param name="without">A background service of the product that never runs here, so that the test does its work when it is due.</param>
    public static TestNode Start(
        TestStore store,
        TestClock clock,
        string roles = "api,admin,worker",
        IReadOnlyDictionary<string, string>? settings = null,
        ILoggerProvider? logs = null,
        Type? without = null)
    {
        var started = new Factory(store, clock, roles, settings ?? new Dictionary<string, string>(), logs, without);
        started.UseKestrel(0);
        started.StartServer();
        return new(started);
    }

    /// <summary>One that hears of sessions which end on other nodes only when the test says so.</summary>
    public static TestNode StartDeaf(TestStore store, TestClock clock) => Start(store, clock, "api", without: typeof(RevocationPoll));

    public ValueTask DisposeAsync() => factory.DisposeAsync();

    private sealed class Factory(
        TestStore store, TestClock clock, string roles, IReadOnlyDictionary<string, string> settings, ILoggerProvider? logs, Type? without)
        : WebApplicationFactory<Program>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment("Development");
            builder.UseContentRoot(Tree.Folder("Api"));
            foreach (var (key, value) in store.Settings.Concat(FarLimits.Settings).Concat(settings))
            {
                builder.UseSetting(key, value);
            }

            builder.UseSetting("Host:Roles", roles);
            builder.ConfigureLogging(logging =>
            {
                logging.ClearProviders();
                if (logs is not null)
                {
                    logging.AddProvider(logs).SetMinimumLevel(LogLevel.Trace).AddFilter(_ => true);
                }
            });
            builder.ConfigureTestServices(services =>
            {
                services.AddSingleton<TimeProvider>(clock);
                if (store is SqlServerStore)
                {
                    services.AddSingleton(node => SqlServerStore.Open(node.GetRequiredService<IConfiguration>()["Database:ConnectionString"]!));
                }

                if (without is not null)
                {
                    services.Remove(services.Single(IsOfWhatIsLeftOut));
                }
            });
        }

        private bool IsOfWhatIsLeftOut(ServiceDescriptor service) =>
            service.ServiceType == typeof(IHostedService) && (service.ImplementationType ?? service.ImplementationFactory?.GetType().GenericTypeArguments[1]) == without;
    }
}
