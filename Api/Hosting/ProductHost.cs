using System.Globalization;
using Mobile.Admin;
using Mobile.Api.DevIdentity;
using Mobile.Api.Docs;
using Mobile.Api.Hosting.Configuration;
using Mobile.Api.Hosting.Edge;
using Mobile.Api.Hosting.Shutdown;
using Mobile.Api.Hosting.Telemetry;
using Mobile.Features;
using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Limits;
using Mobile.Features.Pipeline.Problems;
using Mobile.Features.Sessions;
using Mobile.Features.Versions;

namespace Mobile.Api.Hosting;

/// <summary>Puts the product together as configured, in the order in which a request travels through it.</summary>
internal static class ProductHost
{
    public static void AddProduct(this WebApplicationBuilder builder)
    {
        // Machines talk to machines here. Not InvariantGlobalization: SqlClient refuses to work in that mode.
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        ConfigurationFaults.Refuse(builder.Configuration, builder.Environment);

        // In Development the framework would map GET and HEAD of every path for files to come, so that other methods are 405 where there is nothing.
        builder.WebHost.UseSetting("DisableStaticAssetNotFoundRuntimeFallback", "true");
        var auth = AuthOptions.Read(builder.Configuration, builder.Environment);
        var roles = HostRolesSetting.Read(builder.Configuration);
        builder.Services.AddSingleton(new HostSettings(roles, auth));
        builder.WebHost.ConfigureKestrel(ConnectionLimits.Apply);
        builder.Services.AddFeatures(builder.Configuration, auth);
        builder.Services.AddKnownProxies(builder.Configuration, builder.Environment);
        builder.Services.AddOtherOrigins(builder.Configuration);
        builder.Services.AddSafeHeaders();
        builder.Services.AddSingleton<ResponseDeadline>();
        builder.Services.AddDrain(DrainSetting.Read(builder.Configuration, builder.Environment));
        builder.AddTelemetry();
        builder.Services.AddHealth();
        builder.Services.AddCompression();
        if (auth.Authority is null)
        {
            builder.Services.AddDevIdentity(builder.Configuration, builder.Environment);
        }

        if (roles.HasFlag(HostRoles.Worker))
        {
            builder.Services.AddBackgroundWork();
        }

        if (roles.HasFlag(HostRoles.Admin))
        {
            builder.Services.AddAdmin();
        }
    }

    private static void UseProduct(this WebApplication app)
    {
        var (roles, auth) = app.Services.GetRequiredService<HostSettings>();
        app.UseDrain();
        app.UseResponseDeadline();
        app.UseTelemetry();
        app.UseKnownProxies();
        app.UseConnectionLimits();
        app.UseSafeHeaders();
        app.UseCompression();
        app.UseInnerPipeline();
        app.UseHead();
        app.UseVersionTraffic();
        app.UseProblems();
        if (roles.HasFlag(HostRoles.Admin))
        {
            app.UseAdmin();
        }

        app.UseRouting();
        app.UseOtherOrigins();
        app.UseLoadShedding();
        app.UseAuthentication();
        app.UseRateLimits();
        app.UseConcurrencyLimit();
        if (roles.HasFlag(HostRoles.Admin))
        {
            app.UseAdminLimits();
        }

        app.UseVersionPolicy();
        app.UseAuthorization();
        app.UseCaller();
        app.UseContentTypes();
        app.MapHealth();
        if (roles.HasFlag(HostRoles.Api))
        {
            app.UseDocs(auth);
            app.MapFeatures();
        }

        if (auth.Authority is null && (roles & (HostRoles.Api | HostRoles.Admin)) is not HostRoles.None)
        {
            app.MapDevIdentity();
        }

        if (roles.HasFlag(HostRoles.Admin))
        {
            app.MapAdmin();
        }
    }

    /// <summary>Serves until the process is told to end, be it while it still starts.</summary>
    /// <exception cref="ConfigurationException">The database cannot be used as configured, or the process cannot listen.</exception>
    public static async Task ServeProductAsync(this WebApplicationBuilder builder)
    {
        builder.AddProduct();
        var started = StartFailures.QuietConsole(builder.Logging);
        await using var app = builder.Build();
        app.UseProduct();
        var lifetime = app.Lifetime;
        await app.Services.PrepareFeaturesAsync(withSampleData: app.Environment.IsDevelopment(), lifetime.ApplicationStopping);
        ExposedFile.Warn(app);
        lifetime.ApplicationStarted.Register(started);
        lifetime.ApplicationStarted.Register(() => StartupBanner.Print(app));
        if (await TryStartAsync(app))
        {
            await app.WaitForShutdownAsync();
        }
    }

    /// <returns>False where the signal to end came before the process listened, and cancelled the start.</returns>
    /// <exception cref="ConfigurationException">The process cannot listen.</exception>
    private static async Task<bool> TryStartAsync(WebApplication app)
    {
        try
        {
            await app.StartAsync();
            return true;
        }
        catch (Exception failure)
        {
            var isCancelled = failure is OperationCanceledException && app.Lifetime.ApplicationStopping.IsCancellationRequested;
            await StopWorkAsync(app);
            if (isCancelled)
            {
                return false;
            }

            if (StartFailures.Describe(failure) is { } sentence)
            {
                throw sentence;
            }

            throw;
        }
    }

    /// <summary>
    /// Ends the background work, which has begun by now: were the host disposed of below it, each would log what it misses.
    /// </summary>
    private static async Task StopWorkAsync(WebApplication app)
    {
        try
        {
            await app.StopAsync();
        }
        catch (Exception)
        {
            // The host has logged it; why the start failed is the greater news.
        }
    }
}

internal sealed record HostSettings(HostRoles Roles, AuthOptions Auth);
