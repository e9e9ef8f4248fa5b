using Mobile.Api.DevIdentity;
using Mobile.Api.Hosting.Edge;
using Mobile.Api.Hosting.Shutdown;
using Mobile.Api.Hosting.Telemetry;
using Mobile.Features;
using Mobile.Features.Data;
using Mobile.Features.Sessions;

namespace Mobile.Api.Hosting.Configuration;

/// <summary>Reads the whole configuration before anything is made of it, so that all that is wrong is said at once.</summary>
internal static class ConfigurationFaults
{
    /// <exception cref="ConfigurationException">A key is unknown, or a value is wrong; the message has a sentence for each.</exception>
    public static void Refuse(IConfiguration configuration, IHostEnvironment environment)
    {
        switch (Find(configuration, environment))
        {
            case []:
                return;

            case [var only]:
                throw new ConfigurationException(only);

            case var faults:
                throw new ConfigurationException($"{faults.Count} settings are wrong:\n- {string.Join("\n- ", faults)}");
        }
    }

    public static IReadOnlyList<string> Find(IConfiguration configuration, IHostEnvironment environment)
    {
        Action<IConfiguration>[] readers =
        [
            from => AuthOptions.Read(from, environment),
            from => DevClients.Read(from, environment),
            from => DevAccess.Read(from, environment),
            from => HostRolesSetting.Read(from),
            from => DrainSetting.Read(from, environment),
            from => KnownProxies.Read(from, environment),
            from => OtherOrigins.Read(from),
            from => TelemetrySettings.Read(from),
            .. FeatureRegistration.SettingsReaders,
        ];
        return [.. UnknownKeys.Find(configuration), .. readers.Select(read => FaultOf(read, configuration)).OfType<string>()];
    }

    private static string? FaultOf(Action<IConfiguration> read, IConfiguration configuration)
    {
        try
        {
            read(configuration);
            return null;
        }
        catch (ConfigurationException wrong)
        {
            return wrong.Message;
        }
    }
}
