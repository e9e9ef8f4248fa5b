using Mobile.Features.Data;
using Mobile.Features.Data.Sqlite;

namespace Mobile.Api.Hosting;

/// <summary>Warns at the start of a database file that others on the machine may read.</summary>
internal static partial class ExposedFile
{
    public static void Warn(WebApplication app)
    {
        if (app.Services.GetRequiredService<Database>() is { Engine: "sqlite" } database && SqlitePlace.ExposureOf(database.Location) is { } exposure)
        {
            Log.Exposed(app.Logger, exposure);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "{Exposure}")]
        public static partial void Exposed(ILogger logger, string exposure);
    }
}
