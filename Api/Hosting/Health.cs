using System.Data.Common;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Mobile.Api.Hosting.Shutdown;
using Mobile.Features.Data;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Api.Hosting;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: its database can be read and written, and it is not about to end.</summary>
internal static partial class Health
{
    public static void AddHealth(this IServiceCollection services)
    {
        services.AddSingleton<DatabaseCheck>();
        services.AddHealthChecks().AddCheck<DatabaseCheck>("database");

        // It logs each time that it is asked; the check does so once a minute.
        services.AddLogging(logging => logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None));
    }

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { ResponseWriter = WriteAsync });
    }

    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        if (context.RequestServices.GetRequiredService<Drain>().Begun)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return context.Response.WriteAsync("This process is about to end.", context.RequestAborted);
        }

        return report.Status == HealthStatus.Healthy
            ? context.Response.WriteAsync(report.Status.ToString(), context.RequestAborted)
            : new Problem(PipelineProblems.StoreUnavailable) { RetryAfterSeconds = 5 }.ExecuteAsync(context);
    }

    private sealed partial class DatabaseCheck(Database database, TimeProvider clock, ILogger<DatabaseCheck> logger) : IHealthCheck
    {
        private readonly LogThrottle throttle = new(clock);

        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            if (await FindFaultAsync(cancellationToken) is not { } fault)
            {
                return HealthCheckResult.Healthy();
            }

            if (throttle.Admits(fault, out var others))
            {
                Log.NotReady(logger, fault, others);
            }

            return HealthCheckResult.Unhealthy(fault);
        }

        private async Task<string?> FindFaultAsync(CancellationToken stop)
        {
            try
            {
                var fault = await database.FindWriteFaultAsync(stop);
                await database.ReadAsync(unit => unit.FindAsync<long>("SELECT COUNT(*) FROM store_info", null, stop), stop);
                return fault;
            }
            catch (Exception failure) when (failure is DbException or StoreUnavailableException)
            {
                // The message of a driver quotes what it was configured with.
                return failure is StoreUnavailableException ? failure.Message : $"The database cannot be read ({failure.GetType().Name}).";
            }
        }

        private static partial class Log
        {
            [LoggerMessage(Level = LogLevel.Error, Message = "Not ready: {Fault} Answers like it since this was logged last: {Others}")]
            public static partial void NotReady(ILogger logger, string fault, int others);
        }
    }
}
