using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Mobile.Admin.Actions;
using Mobile.Admin.Components;
using Mobile.Admin.Security;
using Mobile.Features.Pipeline.Problems;
using Mobile.Features.Sessions;
using Radzen;

namespace Mobile.Admin;

/// <summary>The dashboard: Blazor with static server rendering, below <c>/admin</c>.</summary>
public static class AdminRegistration
{
    public static void AddAdmin(this IServiceCollection services)
    {
        services.AddRazorComponents();
        services.AddRadzenComponents();
        services.AddHttpContextAccessor();
        services.AddScoped<Viewer>();
        services.AddScoped<PageUrl>();
        services.AddScoped<ActionState>();
        services.AddSingleton<IProblemPages, ProblemPages>();
    }

    public static void MapAdmin(this WebApplication app)
    {
        app.UsePageHeaders(app.Services.GetRequiredService<AuthOptions>());
        app.UseAntiforgery();
        app.MapStaticAssets();
        app.MapRazorComponents<App>();
    }
}
