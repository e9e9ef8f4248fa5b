using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Mobile.Testing;

/// <summary>The whole product inside this process, on Kestrel and a free port, with a clock of its own.</summary>
public sealed class TestNode : IAsyncDisposable
{
    private readonly Factory factory;

    private TestNode(Factory factory) => this.factory = factory;

    public Uri Address => factory.ClientOptions.BaseAddress;

    public IServiceProvider Services => factory.Services;

    /// <param name="logs">Gets every line, whatever its level.</param>
    public static TestNode Start(TestStore store, TestClock clock, string roles = "api,admin,worker", IReadOnlyDictionary<string, string>? settings = null, ILoggerProvider? logs = null)
    {
        var started = new Factory(store, clock, roles, settings ?? new Dictionary<string, string>(), logs);
        started.UseKestrel(0);
        started.StartServer();
        return new(started);
    }

    public ValueTask DisposeAsync() => factory.DisposeAsync();

    private sealed class Factory(
        TestStore store, TestClock clock, string roles, IReadOnlyDictionary<string, string> settings, ILoggerProvider? logs) : WebApplicationFactory<Program>
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
            builder.ConfigureTestServices(services => services.AddSingleton<TimeProvider>(clock));
        }
    }
}
