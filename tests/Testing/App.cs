using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Web;
using Mobile.Features.Pipeline;

namespace Mobile.Testing;

/// <summary>An app on a phone, signed in by authorization code and PKCE, that speaks HTTP and nothing else.</summary>
public sealed class App : IDisposable
{
    private const string Redirect = "mobile://signin";

    private readonly HttpClient http;

    private App(HttpClient http, string? deviceId)
    {
        this.http = http;
        DeviceId = deviceId;
    }

    public string? DeviceId { get; }

    /// <summary>Sent with each request: which app this is.</summary>
    public IReadOnlyList<(string Name, string Value)> AppHeaders { get; private init; } = [];

    public string AccessToken { get; private set; } = "";

    public string RefreshToken { get; private set; } = "";

    public static async Task<App> SignInAsync(Uri address, string user, string? deviceId = null)
    {
        var app = Anonymous(address, deviceId);
        var answer = await app.ExchangeAsync(await app.GetIdTokenAsync(user));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        app.Use(await answer.ReadAsync());
        return app;
    }

    public static App Anonymous(Uri address, string? deviceId = null) =>
        new(new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = address, Timeout = Patience.Limit }, deviceId);

    /// <summary>The same user and device, with an app that says which one it is.</summary>
    public App With(string platform, string version) => new(http, DeviceId)
    {
        AccessToken = AccessToken,
        RefreshToken = RefreshToken,
        AppHeaders = [("X-App-Platform", platform), ("X-App-Version", version)],
    };

    /// <summary>The same app at another node.</summary>
    public App At(Uri address) => new(Anonymous(address).http, DeviceId) { AccessToken = AccessToken, RefreshToken = RefreshToken };

    public static string NewKey() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    public async Task<string> GetIdTokenAsync(string user, string clientId = "mobile-app")
    {
        var verifier = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var code = await AuthorizeAsync(user, verifier, clientId);
        var answer = await RedeemAsync(code, verifier, clientId);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.ReadAsync()).GetProperty("id_token").GetString()!;
    }

    public async Task<string> AuthorizeAsync(string user, string verifier, string clientId = "mobile-app")
    {
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        var answer = await http.GetAsync(
            $"/dev-identity/authorize?client_id={clientId}&redirect_uri={RedirectOf(clientId)}&response_type=code&scope=openid&code_challenge={challenge}&code_challenge_method=S256&login_hint={user}");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return HttpUtility.ParseQueryString(answer.Headers.Location!.Query)["code"]!;
    }

    public Task<HttpResponseMessage> RedeemAsync(string code, string? verifier, string clientId = "mobile-app")
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "authorization_code",
            ["client_id"] = clientId,
            ["redirect_uri"] = RedirectOf(clientId),
            ["code"] = code,
        };
        if (verifier is not null)
        {
            form["code_verifier"] = verifier;
        }

        return PostFormAsync("/dev-identity/token", form);
    }

    public Task<HttpResponseMessage> ExchangeAsync(string idToken) => RequestTokensAsync(new(StringComparer.Ordinal)
    {
        ["grant_type"] = "urn:ietf:params:oauth:grant-type:token-exchange",
        ["subject_token_type"] = "urn:ietf:params:oauth:token-type:id_token",
        ["subject_token"] = idToken,
    });

    public Task<HttpResponseMessage> RefreshAsync(string refreshToken) => RequestTokensAsync(new(StringComparer.Ordinal)
    {
        ["grant_type"] = "refresh_token",
        ["refresh_token"] = refreshToken,
    });

    /// <summary>Takes a new pair of tokens for the current one.</summary>
    public async Task RefreshAsync()
    {
        var answer = await RefreshAsync(RefreshToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Use(await answer.ReadAsync());
    }

    public Task<HttpResponseMessage> PostFormAsync(string path, Dictionary<string, string> form) => http.PostAsync(path, new FormUrlEncodedContent(form));

    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, null, headers);

    public async Task<JsonElement> ReadAsync(string path)
    {
        var answer = await GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.ReadAsync();
    }

    /// <summary>Every item of a list, page by page.</summary>
    public async IAsyncEnumerable<JsonElement> ReadListAsync(string path)
    {
        string? next = null;
        do
        {
            var page = await ReadAsync($"{path}?limit=100{(next is null ? "" : $"&after={next}")}");
            foreach (var item in page.GetProperty("items").EnumerateArray())
            {
                yield return item;
            }

            next = page.GetProperty("next").GetString();
        }
        while (next is not null);
    }

    public Task<HttpResponseMessage> PostAsync(string path, object body, string key) => SendAsync(
        HttpMethod.Post, path, body as HttpContent ?? JsonContent.Create(body), ("Idempotency-Key", key));

    /// <summary>Places an order for one piece.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> PlaceOrderAsync(string sku = "MUG-RED", string? note = null, string version = ApiVersions.Current)
    {
        var answer = await PostAsync($"/api/{version}/orders", Contract.Of(version).Order(sku, 1, note), NewKey());
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (await answer.ReadAsync()).Text("id");
    }

    /// <summary>Changes a resource at the version that the app knows.</summary>
    public Task<HttpResponseMessage> PatchAsync(string path, object patch, long version, string? key = null) => SendAsync(
        HttpMethod.Patch, path, JsonContent.Create(patch), ("Idempotency-Key", key ?? NewKey()), ("If-Match", $"\"{version}\""));

    /// <summary>Removes a resource at the version that the app knows.</summary>
    public Task<HttpResponseMessage> DeleteAsync(string path, long version, string? key = null) => SendAsync(
        HttpMethod.Delete, path, null, ("Idempotency-Key", key ?? NewKey()), ("If-Match", $"\"{version}\""));

    public Task<HttpResponseMessage> DeleteAsync(string path, string key) => SendAsync(HttpMethod.Delete, path, null, ("Idempotency-Key", key));

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? body, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path) { Content = body };
        if (AccessToken.Length > 0)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", AccessToken);
        }

        foreach (var (name, value) in AppHeaders.Concat(headers))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return http.SendAsync(request);
    }

    public App WithAccessToken(string accessToken) => new(http, DeviceId) { AccessToken = accessToken };

    public void Use(JsonElement tokens)
    {
        AccessToken = tokens.GetProperty("access_token").GetString()!;
        RefreshToken = tokens.GetProperty("refresh_token").GetString()!;
    }

    public void Dispose() => http.Dispose();

    private Task<HttpResponseMessage> RequestTokensAsync(Dictionary<string, string> form)
    {
        if (DeviceId is not null)
        {
            form["device_id"] = DeviceId;
        }

        return PostFormAsync("/oauth/token", form);
    }

    private string RedirectOf(string clientId) => clientId == "mobile-app" ? Redirect : new Uri(http.BaseAddress!, "/admin/signin").ToString();
}

public static class AnswerExtensions
{
    public static async Task<JsonElement> ReadAsync(this HttpResponseMessage answer) => await answer.Content.ReadFromJsonAsync<JsonElement>();

    public static string? Header(this HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) || answer.Content.Headers.TryGetValues(name, out values) ? string.Join(", ", values) : null;

    public static string Text(this JsonElement element, string member) => element.GetProperty(member).GetString()!;

    public static IReadOnlyList<string> Ids(this JsonElement list) => [.. list.EnumerateArray().Select(item => item.Text("id"))];

    public static bool IsReplay(this HttpResponseMessage answer) => answer.Header("Idempotent-Replayed") == "true";

    /// <summary>Asserts that the answer is the error of RFC 6749 §5.2.</summary>
    public static async Task AssertOAuthErrorAsync(this HttpResponseMessage answer, string error)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"{answer.StatusCode}: {text}");
        Assert.Equal("no-store", answer.Header("Cache-Control"));
        var body = JsonDocument.Parse(text).RootElement;
        Assert.Equal(error, body.GetProperty("error").GetString());
        Assert.NotEmpty(body.GetProperty("error_description").GetString()!);
    }

    /// <summary>Asserts that the answer is the problem, whole and well-formed.</summary>
    public static async Task<JsonElement> AssertProblemAsync(this HttpResponseMessage answer, int status, string code)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode == status, $"{(int)answer.StatusCode} instead of {status} {code}: {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = JsonDocument.Parse(text).RootElement;
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.Equal((code is "quota-exceeded" or "temporary-reduced-capacity" ? "https://iana.org/assignments/http-problem-types#" : "/problems/") + code, problem.GetProperty("type").GetString());
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
        Assert.NotEmpty(problem.GetProperty("traceId").GetString()!);
        Assert.StartsWith("/", problem.GetProperty("instance").GetString(), StringComparison.Ordinal);
        Assert.Contains(problem.GetProperty("retryable").ValueKind, new[] { JsonValueKind.True, JsonValueKind.False });
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        return problem;
    }
}
