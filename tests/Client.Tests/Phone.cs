using System.Net;
using System.Web;

namespace Mobile.Client.Tests;

/// <summary>An app on a phone that uses the library: its file, its vault and its network outlive the app's process.</summary>
public sealed class Phone(Uri server, string user) : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mobile-phone-");
    private MobileClient? app;

    /// <summary>Whom the person picks on the sign-in page.</summary>
    public string User { get; set; } = user;

    public string File => Path.Combine(folder.FullName, "app.db");

    public string DeviceId => $"phone-of-{User}-{folder.Name}";

    public EagerClock Clock { get; init; } = new();

    public Network Network { get; } = new();

    public InMemoryTokenStore Vault { get; } = new();

    public Dictionary<string, ConflictPolicy> Policies { get; } = new(StringComparer.Ordinal);

    public int MaxAttempts { get; set; } = 8;

    /// <summary>Without one by default: on an eager clock it would have passed before the answer comes.</summary>
    public TimeSpan AttemptTimeout { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>What stands between the library and the network.</summary>
    public Func<HttpMessageHandler, HttpMessageHandler> Transport { get; init; } = network => network;

    public Func<CancellationToken, Task> ClearHttpCache { get; set; } = _ => Task.CompletedTask;

    public string AppVersion { get; set; } = "3.2.1";

    /// <summary>Changes the address that the browser opens, or the one that it comes back with.</summary>
    public Func<Uri, Uri> Tampering { get; set; } = uri => uri;

    public MobileClient App => app!;

    public async Task<MobileClient> OpenAsync() => app = await MobileClient.OpenAsync(new()
    {
        BaseAddress = server,
        Authority = new Uri(server, "dev-identity"),
        ClientId = "mobile-app",
        RedirectUri = new("mobile://signin"),
        DeviceId = DeviceId,
        Platform = "ios",
        AppVersion = AppVersion,
        DatabasePath = File,
        TokenStore = Vault,
        Browser = new Browser(this),
        ConflictPolicies = Policies,
        MaxAttempts = MaxAttempts,
        AttemptTimeout = AttemptTimeout,
        ClearHttpCache = stop => ClearHttpCache(stop),
        TimeProvider = Clock,
        Random = new Random(7),
        CreateHandler = () => Transport(Network.CreateHandler()),
    });

    /// <summary>What the library does where the app does not say otherwise.</summary>
    public static MobileClientOptions Defaults { get; } = new()
    {
        BaseAddress = new("https://api.example"),
        Authority = new("https://issuer.example"),
        ClientId = "app",
        RedirectUri = new("app://signin"),
        DeviceId = "phone",
        Platform = "ios",
        AppVersion = "1.0.0",
        DatabasePath = "",
        TokenStore = new InMemoryTokenStore(),
        Browser = null!,
    };

    public static async Task<Phone> SignInAsync(TestHost host, string user)
    {
        var phone = new Phone(host.Address, user);
        await (await phone.OpenAsync()).SignInAsync();
        return phone;
    }

    /// <summary>The process ends and the app is started again.</summary>
    public async Task<MobileClient> RestartAsync()
    {
        await app!.DisposeAsync();
        return await OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (app is not null)
        {
            await app.DisposeAsync();
        }

        folder.Delete(recursive: true);
    }

    /// <summary>Follows the redirect of the development provider, as the person's tap would.</summary>
    private sealed class Browser(Phone phone) : IBrowser
    {
        public async Task<Uri> AuthorizeAsync(Uri start, Uri redirect, CancellationToken stop)
        {
            using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
            using var answer = await http.GetAsync(phone.Tampering(new Uri($"{start}&login_hint={HttpUtility.UrlEncode(phone.User)}")), stop);
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
            return phone.Tampering(answer.Headers.Location!);
        }
    }
}
