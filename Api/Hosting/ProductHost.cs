using System.Globalization;
using Mobile.Admin;
using Mobile.Api.DevIdentity;
using Mobile.Api.Docs;
using Mobile.Features;
using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Problems;
using Mobile.Features.Sessions;

namespace Mobile.Api.Hosting;

/// <summary>Puts the product together as configured, in the order in which a request travels through it.</summary>
internal static class ProductHost
{
    private const long MaxBodyBytes = 256 * 1024;

    public static void AddProduct(this WebApplicationBuilder builder)
    {
        // Machines talk to machines here. Not InvariantGlobalization: SqlClient refuses to work in that mode.
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        var auth = AuthOptions.Read(builder.Configuration, builder.Environment);
        var roles = HostRolesSetting.Read(builder.Configuration);
        builder.Services.AddSingleton(new HostSettings(roles, auth));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
        });
        builder.Services.AddFeatures(builder.Configuration, auth);
        builder.Services.AddHealth();
        if (auth.Authority is null)
        {
            builder.Services.AddDevIdentity(builder.Environment);
        }

        if (roles.HasFlag(HostRoles.Admin))
        {
            builder.Services.AddAdmin();
        }
    }

    public static void UseProduct(this WebApplication app)
    {
        var (roles, auth) = app.Services.GetRequiredService<HostSettings>();
        app.UseInnerPipeline();
        app.UseProblems();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseCaller();
        app.MapHealth();
        if (roles.HasFlag(HostRoles.Api))
        {
            app.UseDocs(auth);
            app.MapFeatures();
            if (auth.Authority is null)
            {
                app.MapDevIdentity();
            }
        }

        if (roles.HasFlag(HostRoles.Admin))
        {
            app.MapAdmin();
        }
    }

    /// <exception cref="ConfigurationException">The database cannot be used as configured.</exception>
    public static async Task PrepareAsync(this WebApplication app)
    {
        var stop = app.Lifetime.ApplicationStopping;
        await app.Services.PrepareFeaturesAsync(withSampleData: app.Environment.IsDevelopment(), stop);
        app.Lifetime.ApplicationStarted.Register(() => StartupBanner.Print(app));
    }
}

internal sealed record HostSettings(HostRoles Roles, AuthOptions Auth);
