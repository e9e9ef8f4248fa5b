using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Mobile.Testing;

/// <summary>A real nginx in front of two nodes, with <c>deploy/nginx.conf</c> but for addresses, files and TLS.</summary>
public sealed partial class NginxProxy : IAsyncDisposable
{
    private readonly DirectoryInfo folder;
    private readonly Process process;

    private NginxProxy(DirectoryInfo folder, Process process, Uri address)
    {
        this.folder = folder;
        this.process = process;
        Address = address;
    }

    public static string? Program { get; } = new[] { "/usr/sbin/nginx", "/usr/local/sbin/nginx", "/opt/homebrew/bin/nginx" }.FirstOrDefault(File.Exists);

    /// <summary>How to provide an nginx; null where there is one.</summary>
    public static string? Missing { get; } = Program is null ? "Install nginx (Debian: apt-get install nginx-light)." : null;

    public Uri Address { get; }

    /// <param name="first">Serves while it can.</param>
    /// <param name="second">Serves meanwhile.</param>
    public static async Task<NginxProxy> StartAsync(Uri first, Uri second)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var own = Directory.CreateTempSubdirectory("mobile-nginx-");
        var configuration = Path.Combine(own.FullName, "nginx.conf");
        await File.WriteAllTextAsync(configuration, Adapt(await File.ReadAllTextAsync(Path.Combine(Tree.Folder("deploy"), "nginx.conf")), own.FullName, address, first, second));
        var start = new ProcessStartInfo(Program ?? throw new InvalidOperationException(Missing), ["-c", configuration, "-e", Path.Combine(own.FullName, "error.log")]);
        var proxy = new NginxProxy(own, Process.Start(start)!, address);
        await proxy.ListensAsync();
        return proxy;
    }

    /// <summary>A port that was free a moment ago.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Which nodes each request was sent to, in this order, as <c>host:port</c>.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<string>>> ReadUpstreamsAsync() =>
        [.. (await File.ReadAllLinesAsync(AccessLog(folder.FullName))).Select(line => Upstreams().Match(line)).Where(match => match.Success).Select(match => match.Groups["nodes"].Value.Split(", "))];

    public Task<string> ReadErrorsAsync() => File.ReadAllTextAsync(Path.Combine(folder.FullName, "error.log"));

    public async ValueTask DisposeAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        await process.WaitForExitAsync();
        process.Dispose();
        folder.Delete(recursive: true);
    }

    /// <summary>The addresses of containers become those of the nodes, files lie in one folder, and TLS is left out.</summary>
    private static string Adapt(string deployed, string folder, Uri address, Uri first, Uri second)
    {
        var plain = TlsLines().Replace(deployed, "")
            .Replace("172.30.8.10:8080", first.Authority, StringComparison.Ordinal)
            .Replace("172.30.8.11:8080", second.Authority, StringComparison.Ordinal)
            .Replace("listen 443 ssl http2;", $"listen {address.Authority};", StringComparison.Ordinal)
            .Replace("listen 80;", $"listen unix:{folder}/http;", StringComparison.Ordinal)
            .Replace("listen 127.0.0.1:8081;", $"listen unix:{folder}/health;", StringComparison.Ordinal)
            .Replace("/var/run/nginx.pid", $"{folder}/nginx.pid", StringComparison.Ordinal)
            .Replace("/dev/stderr", $"{folder}/error.log", StringComparison.Ordinal)
            .Replace("/dev/stdout", AccessLog(folder), StringComparison.Ordinal);
        return $"daemon off;\n{plain}";
    }

    private static string AccessLog(string folder) => Path.Combine(folder, "access.log");

    private async Task ListensAsync()
    {
        using var patience = Patience.Begin();
        while (true)
        {
            try
            {
                using var socket = new TcpClient();
                await socket.ConnectAsync(Address.Host, Address.Port, patience.Token);
                return;
            }
            catch (SocketException) when (!process.HasExited)
            {
                await Task.Delay(10, patience.Token);
            }
        }
    }

    [GeneratedRegex(@"^\s*(ssl_|add_header Strict-Transport).*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TlsLines();

    /// <summary>Before the last field of the line, the id of the request.</summary>
    [GeneratedRegex(@" (?<nodes>[\d.]+:\d+(, [\d.]+:\d+)*) \w+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Upstreams();
}
