using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Mobile.Api.Hosting.Shutdown;
using Mobile.Features.Data;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Api.Hosting;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: it also reaches its database, and is not about to end.</summary>
internal static class Health
{
    public static void AddHealth(this IServiceCollection services) => services.AddHealthChecks().AddCheck<DatabaseCheck>("database");

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

    private sealed class DatabaseCheck(Database database) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            await database.ReadAsync(unit => unit.FindAsync<long>("SELECT COUNT(*) FROM store_info", null, cancellationToken), cancellationToken);
            return HealthCheckResult.Healthy();
        }
    }
}
