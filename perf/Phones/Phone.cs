using Mobile.Client;

namespace Mobile.Perf.Phones;

/// <summary>An app on a phone that uses the client library, with a file and connections of its own.</summary>
internal sealed class Phone : IAsyncDisposable
{
    private readonly DirectoryInfo folder;

    private Phone(DirectoryInfo folder, MobileClient app, Account account) => (this.folder, App, Account) = (folder, app, account);

    public MobileClient App { get; }

    public Account Account { get; }

    /// <param name="createLink">How it reaches the server.</param>
    public static async Task<Phone> OpenAsync(Uri server, Account account, Func<HttpMessageHandler> createLink, CancellationToken stop)
    {
        var home = Directory.CreateTempSubdirectory("mobile-phone-");
        var vault = new InMemoryTokenStore();
        await vault.SaveAsync(account.Tokens, stop);
        var app = await MobileClient.OpenAsync(
            new()
            {
                BaseAddress = server,
                Authority = new("https://identity.example.com"),
                ClientId = "mobile-app",
                RedirectUri = new("mobile://signin"),
                DeviceId = account.DeviceId,
                Platform = "ios",
                AppVersion = "3.4.1",
                DatabasePath = Path.Combine(home.FullName, "app.db"),
                TokenStore = vault,
                Browser = new NoBrowser(),
                CreateHandler = createLink,
            },
            stop);
        return new(home, app, account);
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        Account.Dispose();
        folder.Delete(recursive: true);
    }

    /// <summary>Its user is signed in already.</summary>
    private sealed class NoBrowser : IBrowser
    {
        public Task<Uri> AuthorizeAsync(Uri start, Uri redirect, CancellationToken stop) => throw new NotSupportedException("Nobody is there to sign in.");
    }
}
