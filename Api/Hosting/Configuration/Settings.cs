namespace Mobile.Api.Hosting.Configuration;

/// <summary>Every key of the product. One that is not here stops the start; the table in docs/operations.md says the same.</summary>
internal static class Settings
{
    public static IReadOnlyList<Setting> All { get; } =
    [
        new("Database:Engine", "sqlite", "`sqlite` or `sqlserver`"),
        new("Database:ConnectionString", "a file in your home folder", "`Data Source=/path/mobile.db`, or a SQL Server connection string that names server and database", Secret: true),
        new("Auth:Authority", "the development provider", "the OpenID Connect issuer, an https URL; needed outside Development", IsOfDevelopment: true),
        new("Auth:Audience", "", "the client ids of the apps, separated by commas; needed outside Development"),
        new("Auth:ClientId", "", "the client with which `/docs` and the dashboard sign in; needed outside Development"),
        new("Auth:ClientSecret", "", "its secret, where the provider wants one", Secret: true),
        new("DevIdentity:RedirectUris", "", "further redirect URIs of `mobile-app` at the development provider, separated by commas: `com.example.shop:/signin`, `http://localhost:5173/callback`; in Development only"),
        new("DevIdentity:AllowRemote", "false", "`true` lets other machines than this one sign in at the development provider, such as a phone in the same network; in Development only", IsOfDevelopment: true),
        new("Host:Roles", "api,admin,worker", "which parts this process serves, separated by commas"),
        new("Host:DrainSeconds", "5, and 0 in Development", "for how long a process that is told to end goes on serving while `/health/ready` says 503; 0 to 300"),
        new("Versions:Retirement:MaxSharePercent", "1", "below which share of the active devices an API version may be retired; above 0, up to 100"),
        new("Versions:Retirement:Days", "14", "on how many days in a row; 1 to 365"),
        new("Push:DeepLinkBase", "mobile://", "what links in pushes begin with: the scheme of the app, or a universal link that ends with a slash"),
        new("Push:NotificationHubs:ConnectionString", "pushes stay in a local inbox", "of an access policy of the hub with Send and Manage", Secret: true),
        new("Push:NotificationHubs:Hub", "", "the hub's name; needed with the connection string"),
        new("Push:NotificationHubs:SecondaryKey", "", "the policy's other key, so that either can be renewed", Secret: true),
        new("Push:NotificationHubs:CallsPerSecond", "100", "how many calls this process makes; 1 to 10000"),
        new("Push:NotificationHubs:Telemetry", "false", "`true` where the hub's tier tells what became of a send"),
        new("Campaigns:ApprovalThreshold", "10000", "above how many devices a second person approves a campaign; 0 to 1000000000"),
        new("Campaigns:BatchSize", "500", "how many devices the worker takes at once; 1 to 1000"),
        new("Images:Template", "sample art", "pictures at an image CDN: an https URL with `{name}` and `{width}`"),
        new("Images:SigningKey", "", "at least 32 characters, where the template ends with `{signature}`", Secret: true),
        new("Limits:Reads", "600", "reads a minute for each user, and for each installation before sign-in; 0 for no limit, up to 1000000"),
        new("Limits:Writes", "120", "the same of writes"),
        new("Limits:Batch", "1200", "the same of requests inside batches; 0 for no limit, otherwise at least 50"),
        new("Limits:Tokens", "30", "the same of requests for tokens, for each installation; and the sessions that one user may open in an hour"),
        new("Limits:Admin", "600", "requests a minute to the dashboard for each member of staff, and for each address before sign-in; 0 for no limit, up to 1000000"),
        new("Limits:AddressFactor", "50", "how many times the budget of an installation an address has; 1 to 1000000"),
        new("Limits:Concurrent", "20", "requests that a user may have under way at once, of which a batch counts as 4 and an export as 10; 0 for no limit, up to 1000000"),
        new("Limits:ShedAfterMilliseconds", "200", "when requests wait so long for a thread, others are told to come back; 0 for never"),
        new("Proxy:KnownNetworks", "", "the proxies whose `X-Forwarded` headers are believed: addresses and networks, separated by commas"),
        new("Cors:Origins", "", "the origins of web apps that may call, separated by commas"),
        new("OTEL_EXPORTER_OTLP_ENDPOINT", "telemetry is off", "the collector of traces, metrics and logs, such as `http://collector:4317`; the other variables of OpenTelemetry are in telemetry.md"),
        new("OTEL_TRACES_SAMPLER", "parentbased_always_on", "which traces are kept"),
        new("OTEL_TRACES_SAMPLER_ARG", "", "the share of them, from 0 to 1"),
        new("OTEL_SDK_DISABLED", "false", "`true` turns telemetry off"),
    ];
}
