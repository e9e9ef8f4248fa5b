using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Mobile.Admin.Components;
using Mobile.Admin.SignIn;
using Radzen;

namespace Mobile.Admin;

/// <summary>The dashboard: Blazor with static server rendering, below <c>/admin</c>.</summary>
public static class AdminRegistration
{
    public static void AddAdmin(this IServiceCollection services)
    {
        services.AddRazorComponents();
        services.AddRadzenComponents();
        services.AddStaffSignIn();
    }

    /// <summary>Precedes routing.</summary>
    public static void UseAdmin(this WebApplication app) => app.UseStaffSignIn();

    public static void MapAdmin(this WebApplication app)
    {
        app.UseAntiforgery();
        app.MapStaticAssets();
        app.MapStaffSignIn();
        app.MapRazorComponents<App>().RequireAuthorization(StaffAccess.Policy);
    }
}
