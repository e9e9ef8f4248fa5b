using System.Globalization;
using System.Text.RegularExpressions;
using Mobile.Features.Data;

namespace Mobile.Features.Push.NotificationHubs;

/// <summary>The hub that carries pushes, as configured.</summary>
/// <param name="SecondaryKey">Tried when the first is refused, so that either can be renewed while the product runs.</param>
/// <param name="CallsPerSecond">That many calls a process makes, sends and registrations together.</param>
/// <param name="Telemetry">Whether the hub's tier tells what became of a send.</param>
public sealed partial record HubOptions(HubConnection Connection, string? SecondaryKey, int CallsPerSecond, bool Telemetry)
{
    private const string Section = "Push:NotificationHubs";
    private const string DefaultCallsPerSecond = "100";
    private const int MaxCallsPerSecond = 10_000;

    /// <summary>How long a send may take, from the first wait to the last byte, before it is given up as unknown.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>From <c>Push:NotificationHubs</c>: <c>ConnectionString</c>, <c>Hub</c>, <c>SecondaryKey</c>, <c>CallsPerSecond</c> and <c>Telemetry</c>.</summary>
    /// <returns>Null where no hub is configured.</returns>
    /// <exception cref="ConfigurationException">A value is missing or wrong; the message shows no key.</exception>
    internal static HubOptions? Read(IConfiguration configuration)
    {
        var (connectionString, hub) = (configuration[$"{Section}:ConnectionString"], configuration[$"{Section}:Hub"]);
        if (string.IsNullOrEmpty(connectionString))
        {
            return configuration.GetSection(Section).GetChildren().All(setting => string.IsNullOrEmpty(setting.Value)) ? null : throw new ConfigurationException(
                $"{Section}:ConnectionString is not set; set it to the hub's connection string, or remove the other keys of {Section}.");
        }

        if (hub is null || !HubName().IsMatch(hub))
        {
            throw new ConfigurationException($"{Section}:Hub is missing or no name; set it to the name of the hub: letters, digits, periods, hyphens and underscores.");
        }

        var connection = HubConnection.TryParse(connectionString, hub) ?? throw new ConfigurationException(
            $"{Section}:ConnectionString is no connection string of a hub; set it to Endpoint=sb://example.servicebus.windows.net/;SharedAccessKeyName=…;SharedAccessKey=….");
        var secondary = configuration[$"{Section}:SecondaryKey"];
        return new(connection, string.IsNullOrEmpty(secondary) ? null : secondary, ReadRate(configuration[$"{Section}:CallsPerSecond"]), ReadTelemetry(configuration[$"{Section}:Telemetry"]));
    }

    public override string ToString() => Connection.ToString();

    private static int ReadRate(string? value) =>
        int.TryParse(value ?? DefaultCallsPerSecond, NumberStyles.None, CultureInfo.InvariantCulture, out var rate) && rate is >= 1 and <= MaxCallsPerSecond
            ? rate
            : throw new ConfigurationException($"{Section}:CallsPerSecond is '{value}'; set it to a whole number from 1 to {MaxCallsPerSecond}.");

    private static bool ReadTelemetry(string? value) =>
        bool.TryParse(value ?? bool.FalseString, out var on) ? on : throw new ConfigurationException($"{Section}:Telemetry is '{value}'; set it to true or false.");

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,259}\z", RegexOptions.None, 1000)]
    private static partial Regex HubName();
}
