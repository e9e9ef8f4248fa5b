using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Console;
using Mobile.Features.Data;

namespace Mobile.Api.Hosting;

/// <summary>Tells in one sentence why the process cannot listen.</summary>
internal static class StartFailures
{
    /// <summary>Both log the failure with its whole trace, and then throw it.</summary>
    private static readonly string[] Categories = ["Microsoft.AspNetCore.Server.Kestrel", "Microsoft.Extensions.Hosting.Internal.Host"];

    /// <summary>Keeps the console free of traces until the process listens: what is thrown is told by whoever catches it.</summary>
    /// <returns>Ends that.</returns>
    public static Action QuietConsole(ILoggingBuilder logging)
    {
        var starting = true;
        foreach (var category in Categories)
        {
            logging.AddFilter<ConsoleLoggerProvider>(
                category, level => level >= LogLevel.Warning && (level < LogLevel.Error || !Volatile.Read(ref starting)));
        }

        return () => Volatile.Write(ref starting, false);
    }

    /// <returns>Null where it is another failure, of which the trace is needed.</returns>
    public static ConfigurationException? Describe(Exception failure) => failure switch
    {
        IOException { InnerException: AddressInUseException } =>
            new($"{failure.Message} Stop the other process, or choose another address with --urls."),
        SocketException { SocketErrorCode: SocketError.AccessDenied } =>
            new("The address of --urls (ASPNETCORE_URLS) has a port that this user may not open: choose one above 1023, or give the process the right."),
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable } =>
            new("The address of --urls (ASPNETCORE_URLS) is none of this machine's: choose one of its own, or http://0.0.0.0:8080 for all of them."),
        FormatException or InvalidOperationException or ArgumentException when IsOfAddress(failure) =>
            new($"{failure.Message} Write --urls (ASPNETCORE_URLS) as http://localhost:5080; several are separated by semicolons."),
        _ => null,
    };

    /// <summary>The framework has no exception of its own for an address that it cannot read.</summary>
    private static bool IsOfAddress(Exception failure) =>
        failure.StackTrace is { } trace
        && (trace.Contains(nameof(BindingAddress), StringComparison.Ordinal) || trace.Contains("AddressBinder", StringComparison.Ordinal));
}
