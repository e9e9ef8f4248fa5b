using System.Globalization;
using System.Net;
using System.Text;

namespace Mobile.Client;

/// <summary>
/// The server's configuration of the app. The last answer is kept in the file, so that an app that starts without a network knows what it
/// knew before.
/// </summary>
public sealed class RemoteConfig
{
    /// <summary>How long an answer is fresh: the server says the same in <c>max-age</c>.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);

    private readonly MobileClientOptions options;
    private readonly ApiAddress api;
    private readonly HttpClient http;
    private readonly LocalStore store;
    private readonly Backoff backoff;
    private StoredConfig? stored;

    internal RemoteConfig(MobileClientOptions options, ApiAddress api, HttpClient http, LocalStore store, Backoff backoff) =>
        (this.options, this.api, this.http, this.store, this.backoff) = (options, api, http, store, backoff);

    /// <summary>The last known configuration; before the first one, that nothing is required and nothing is on.</summary>
    public AppConfig Current { get; private set; } = new();

    /// <summary>Asks the server, unless its last answer is fresh. An unchanged configuration costs no body.</summary>
    /// <exception cref="ServerUnreachableException">There is no network; <see cref="Current"/> is what was known before.</exception>
    /// <exception cref="ApiProblemException">The server refuses to say.</exception>
    public async Task<AppConfig> RefreshAsync(CancellationToken stop = default)
    {
        var now = options.TimeProvider.GetUtcNow();
        if (stored is { } known && known.App == App && now - known.FetchedAt is var age && age >= TimeSpan.Zero && age < Fresh)
        {
            return Current;
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, api.ConfigFor(options.Platform, options.AppVersion));
        request.Headers.TryAddWithoutValidation("X-Device-Id", options.DeviceId);
        if (stored is { ETag: { } tag })
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        }

        using var answer = await http.SendAsync(request, stop).ConfigureAwait(false);
        var body = await answer.Content.ReadAsByteArrayAsync(stop).ConfigureAwait(false);
        if (answer.StatusCode == HttpStatusCode.NotModified && stored is { } unchanged)
        {
            await KeepAsync(unchanged with { App = App, FetchedAt = now }).ConfigureAwait(false);
        }
        else if (answer.IsSuccessStatusCode)
        {
            var config = ServerJson.Read(body, ClientJson.Default.AppConfig);
            await KeepAsync(new(Encoding.UTF8.GetString(body), answer.Headers.ETag?.ToString(), App, now)).ConfigureAwait(false);
            Current = config;
        }
        else
        {
            throw backoff.Refused(answer, body);
        }

        return Current;
    }

    internal async Task LoadAsync(CancellationToken stop)
    {
        stored = await store.RunAsync(
            unit => unit.Query(
                "SELECT body, etag, app, fetched_at FROM app_config",
                row => new StoredConfig(row.GetString(0), row.Text(1), row.GetString(2), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3)))).SingleOrDefault(),
            stop).ConfigureAwait(false);
        if (stored is not null)
        {
            var known = ServerJson.Read(Encoding.UTF8.GetBytes(stored.Body), ClientJson.Default.AppConfig);

            // What was required of the app before its update is not required of this one.
            Current = stored.App == App ? known : known with { Update = "none" };
        }
    }

    /// <summary>What the answer was for: after an update of the app, the old answer is no longer fresh.</summary>
    private string App => string.Create(CultureInfo.InvariantCulture, $"{options.Platform} {options.AppVersion}");

    private async Task KeepAsync(StoredConfig config)
    {
        await store.RunAsync(
            unit =>
            {
                unit.Execute("DELETE FROM app_config");
                unit.Execute(
                    "INSERT INTO app_config (body, etag, app, fetched_at) VALUES (@body, @etag, @app, @at)",
                    ("@body", config.Body),
                    ("@etag", config.ETag),
                    ("@app", config.App),
                    ("@at", config.FetchedAt.ToUnixTimeMilliseconds()));
            },
            CancellationToken.None).ConfigureAwait(false);
        stored = config;
    }

    private sealed record StoredConfig(string Body, string? ETag, string App, DateTimeOffset FetchedAt);
}
