using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Mobile.Client.Tests;

/// <summary>The programs of the library's README are those of <c>samples/</c>, and they work.</summary>
public sealed partial class ReadmeTests : IAsyncLifetime
{
    private static readonly Uri Loopback = new($"http://127.0.0.1:{FreePort()}/signin");

    private readonly SettingsHost host = new();
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mobile-sample-");

    public Task InitializeAsync() => host.InitializeAsync();

    public async Task DisposeAsync()
    {
        await host.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("Program.cs")]
    [InlineData("LoopbackBrowser.cs")]
    public void What_the_readme_shows_is_what_is_tested(string file)
    {
        var shown = Block().Matches(Read(Tree.Folder("Client"), "README.md")).Select(block => block.Groups["code"].Value);

        Assert.Contains(Read(Tree.Folder("samples/FirstOrder"), file), shown);
    }

    [Fact]
    public async Task A_newcomer_signs_in_places_an_order_and_is_still_signed_in_the_next_time()
    {
        var first = await RunAsync();
        var second = await RunAsync();

        Assert.Contains("pending: True", first, StringComparison.Ordinal);
        Assert.Contains("At the server: placed, ", first, StringComparison.Ordinal);
        Assert.Equal(2, await host.Store.ReadAsync<long>("SELECT COUNT(*) FROM orders WHERE note = 'my first order'"));
        Assert.Equal(Orders(first) + 1, Orders(second));
        Assert.Equal(1, await host.Store.ReadAsync<long>("SELECT COUNT(*) FROM sessions WHERE device_id = 'my-first-phone'"));
    }

    [Fact]
    public async Task A_program_of_the_desktop_signs_in_through_the_systems_browser()
    {
        var tab = Task.CompletedTask;
        await using var mobile = await MobileClient.OpenAsync(new()
        {
            BaseAddress = host.Address,
            Authority = new Uri(host.Address, "dev-identity"),
            ClientId = "mobile-app",
            RedirectUri = Loopback,
            DeviceId = "my-desktop",
            Platform = "android",
            AppVersion = "1.0.0",
            DatabasePath = Path.Combine(folder.FullName, "mobile.db"),
            TokenStore = new InMemoryTokenStore(),
            Browser = new LoopbackBrowser(address => tab = BrowseAsync(address)),
        });

        await mobile.SignInAsync();

        await tab;
        Assert.True(mobile.IsSignedIn);
        Assert.Equal(HttpStatusCode.OK, (await mobile.Http.GetAsync("orders")).StatusCode);
    }

    /// <summary>What a browser does: it asks for an icon, and goes where the provider sends it after the person's choice.</summary>
    private static async Task BrowseAsync(Uri start)
    {
        using var browser = new HttpClient();
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(new Uri(Loopback, "/favicon.ico"))).StatusCode);
        Assert.Contains("Signed in", await browser.GetStringAsync(new Uri($"{start}&login_hint=alice")), StringComparison.Ordinal);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static int Orders(string output) => int.Parse(Count().Match(output).Groups["orders"].Value);

    private async Task<string> RunAsync()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Mobile.FirstOrder.dll");
        using var sample = Process.Start(new ProcessStartInfo("dotnet", [program, $"{host.Address}"])
        {
            UseShellExecute = false,
            WorkingDirectory = folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, errors) = (sample.StandardOutput.ReadToEndAsync(), sample.StandardError.ReadToEndAsync());
        await sample.WaitForExitAsync().WaitAsync(Patience.Limit);
        Assert.True(sample.ExitCode == 0, await errors);
        return await output;
    }

    private static string Read(string folder, string file) => File.ReadAllText(Path.Combine(folder, file)).ReplaceLineEndings("\n");

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Block();

    [GeneratedRegex("Orders in the replica: (?<orders>[0-9]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Count();

    private sealed class SettingsHost() : TestHost(
        new SqliteStore(),
        settings: new Dictionary<string, string>(StringComparer.Ordinal) { ["DevIdentity:RedirectUris"] = "http://127.0.0.1/signin" });
}
