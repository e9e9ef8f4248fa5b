using Mobile.Api.Hosting.Commands.Checks;
using Mobile.Api.Hosting.Configuration;
using Mobile.Features;
using Mobile.Features.Catalog;
using Mobile.Features.Data;
using Mobile.Features.Sessions;

namespace Mobile.Api.Hosting.Commands;

/// <summary><c>check</c>: what is configured, and what is wrong with it. Changes nothing: neither a file nor the schema.</summary>
internal static class CheckCommand
{
    public static Command Command { get; } = new(
        "check", null, "Says what is wrong with the configuration and with what it names; changes nothing.", RunAsync);

    private static async Task<int> RunAsync(CommandCall call, CancellationToken stop)
    {
        var configuration = call.Builder.Configuration;
        var environment = call.Builder.Environment;
        Console.WriteLine($"Environment: {environment.EnvironmentName} (ASPNETCORE_ENVIRONMENT)");
        Console.WriteLine("Configuration in force:\n");
        foreach (var setting in Settings.All)
        {
            Console.WriteLine($"  {setting.Name} = {Show(setting, configuration[setting.Name], environment)}");
        }

        Console.WriteLine();
        var (wrong, toDo) = (0, 0);
        await foreach (var finding in FindAsync(configuration, environment, stop))
        {
            Console.WriteLine(finding);
            wrong += finding.Verdict is Verdict.Wrong ? 1 : 0;
            toDo += finding.Verdict is Verdict.ToDo ? 1 : 0;
        }

        Console.WriteLine($"\n{(wrong == 0 ? "Nothing is wrong." : $"{wrong} wrong.")}{(toDo == 0 ? "" : $" {toDo} to do.")}");
        return wrong == 0 ? 0 : 1;
    }

    private static string Show(Setting setting, string? value, IHostEnvironment environment) => value switch
    {
        null or "" when setting.Default.Length > 0 && (environment.IsDevelopment() || !setting.IsOfDevelopment) => $"{setting.Default} (default)",
        null or "" => "(not set)",
        _ when setting.Secret => "(set, not shown)",
        _ => value,
    };

    private static async IAsyncEnumerable<Finding> FindAsync(
        ConfigurationManager configuration, IHostEnvironment environment, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        var faults = ConfigurationFaults.Find(configuration, environment);
        foreach (var fault in faults is [] ? [new(Verdict.Ok, "configuration", "every key is known, and every value valid")] : faults.Select(fault => new Finding(Verdict.Wrong, "configuration", fault)))
        {
            yield return fault;
        }

        var clock = TimeProvider.System;
        using var probe = new Probe(clock);
        Func<Task<IReadOnlyList<Finding>>>[] checks =
        [
            () => DatabaseCheck.RunAsync(FeatureRegistration.OpenDatabase(configuration), clock, stop),
            () => ProviderCheck.RunAsync(AuthOptions.Read(configuration, environment), probe, stop),
            () => HubCheck.RunAsync(configuration, clock, probe, stop),
            () => ImagesCheck.RunAsync(ImageCdn.Read(configuration), clock, probe, stop),
            () => CollectorCheck.RunAsync(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"], stop),
            () => Task.FromResult(TimeZonesCheck.Run()),
        ];
        foreach (var check in checks)
        {
            foreach (var finding in await RunAsync(check))
            {
                yield return finding;
            }
        }
    }

    /// <summary>What cannot be read of the configuration was said already.</summary>
    private static async Task<IReadOnlyList<Finding>> RunAsync(Func<Task<IReadOnlyList<Finding>>> check)
    {
        try
        {
            return await check();
        }
        catch (ConfigurationException)
        {
            return [];
        }
    }
}
