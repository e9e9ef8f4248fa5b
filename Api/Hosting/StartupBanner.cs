using Mobile.Features.Data;
using Mobile.Features.Devices;

namespace Mobile.Api.Hosting;

/// <summary>Tells whoever started the process where things are.</summary>
internal static partial class StartupBanner
{
    public static void Print(WebApplication app)
    {
        var (roles, auth) = app.Services.GetRequiredService<HostSettings>();
        var database = app.Services.GetRequiredService<Database>();
        Log.Started(app.Logger, roles, database.Engine, database.Location);
        if (TimeZoneDatabase.Inspect()?.Lacks is { } lacks)
        {
            Log.TimeZonesMissing(app.Logger, lacks);
        }

        if (!app.Environment.IsDevelopment() || !roles.HasFlag(HostRoles.Api) || app.Urls.FirstOrDefault() is not { } url)
        {
            return;
        }

        Console.WriteLine($"""

              Docs       {url}/docs
              Dashboard  {(roles.HasFlag(HostRoles.Admin) ? url + "/admin" : "not served: Host:Roles leaves out admin")}
              Sign in    {(auth.Authority is { } authority ? authority.ToString() : $"{url}/dev-identity, as alice, bob, sam, pia or vera")}
              A token    "Authorize" in the docs, or the three curl lines of README.md

            """);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Mobile serves {Roles} over {Engine}: {Location}")]
        public static partial void Started(ILogger logger, HostRoles roles, string engine, string location);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Time zones: {Lacks}")]
        public static partial void TimeZonesMissing(ILogger logger, string lacks);
    }
}
