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
    private readonly ApiCalls calls;
    private readonly LocalStore store;
    private StoredConfig? stored;

    internal RemoteConfig(MobileClientOptions options, ApiAddress api, ApiCalls calls, LocalStore store) =>
        (this.options, this.api, this.calls, this.store) = (options, api, calls, store);

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

        var held = stored;
        using var request = new HttpRequestMessage(HttpMethod.Get, api.ConfigFor(options.Platform, options.AppVersion));
        request.Headers.TryAddWithoutValidation("X-Device-Id", options.DeviceId);
        if (held is { ETag: { } tag })
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        }

        var expected = new ExpectedAnswer<StoredConfig>((answer, body) => Read(answer, body, held, now), Refusals.ReadProblem);
        var config = await calls.SendAsync(request, expected, stop).ConfigureAwait(false);
        await KeepAsync(config).ConfigureAwait(false);
        return Current = config.Value;
    }

    internal async Task LoadAsync(CancellationToken stop)
    {
        var row = await store.RunAsync(
            unit => unit.Query(
                "SELECT body, etag, app, fetched_at FROM app_config",
                row => (Body: row.GetString(0), ETag: row.Text(1), App: row.GetString(2), FetchedAt: row.GetInt64(3))),
            stop).ConfigureAwait(false);

        // What another build wrote down and this one cannot read is not known; it must not keep the app from opening.
        if (row is [var (body, tag, app, fetchedAt)] && ReadConfig(Encoding.UTF8.GetBytes(body)) is { } known)
        {
            stored = new(known, body, tag, app, DateTimeOffset.FromUnixTimeMilliseconds(fetchedAt));

            // What was required of the app before its update is not required of this one.
            Current = app == App ? known : known with { Update = "none" };
        }
    }

    /// <summary>What the answer was for: after an update of the app, the old answer is no longer fresh.</summary>
    private string App => string.Create(CultureInfo.InvariantCulture, $"{options.Platform} {options.AppVersion}");

    /// <summary>Reads 200 with a configuration, or 304.</summary>
    /// <remarks>304 answers nobody who has not named what they hold, and names it itself (RFC 9110 §15.4.5).</remarks>
    private StoredConfig? Read(HttpResponseMessage answer, ReadOnlySpan<byte> body, StoredConfig? held, DateTimeOffset now)
    {
        var tag = answer.Headers.ETag?.ToString();
        return answer.StatusCode switch
        {
            HttpStatusCode.OK when WireJson.IsJson(answer) && ReadConfig(body) is { } config =>
                new(config, Encoding.UTF8.GetString(body), tag, App, now),
            HttpStatusCode.NotModified when held is { ETag: not null } && tag is not null => held with { App = App, FetchedAt = now },
            _ => null,
        };
    }

    private static AppConfig? ReadConfig(ReadOnlySpan<byte> body)
    {
        var config = WireJson.Read(body, WireJson.Default.AppConfig);
        return config is null || config.ApiVersions.Contains(null!) || config.CertificatePins.Contains(null!) ? null : config;
    }

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

    /// <param name="Body">As it was received.</param>
    private sealed record StoredConfig(AppConfig Value, string Body, string? ETag, string App, DateTimeOffset FetchedAt);
}
