namespace Mobile.Api.Hosting.Shutdown;

internal static class DrainRegistration
{
    /// <summary>How long requests that are under way, and the background work, may take after the drain.</summary>
    private static readonly TimeSpan Finishing = TimeSpan.FromSeconds(30);

    public static void AddDrain(this IServiceCollection services, DrainSetting setting)
    {
        services.AddSingleton(setting);
        services.AddSingleton<Drain>();
        services.AddHostedService(provider => provider.GetRequiredService<Drain>());
        services.Configure<HostOptions>(host => host.ShutdownTimeout = setting.Duration + Finishing);
    }

    /// <summary>Tells whoever keeps a connection of HTTP/1.1 to open the next one elsewhere; HTTP/2 is told by Kestrel when it ends.</summary>
    public static void UseDrain(this IApplicationBuilder app)
    {
        var drain = app.ApplicationServices.GetRequiredService<Drain>();
        app.Use((context, next) =>
        {
            if (drain.Begun && HttpProtocol.IsHttp11(context.Request.Protocol))
            {
                context.Response.Headers.Connection = "close";
            }

            return next(context);
        });
    }
}
