using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Mobile.Admin.Actions;
using Mobile.Admin.Components;
using Mobile.Admin.Components.Pages.Operations;
using Mobile.Admin.Security;
using Mobile.Admin.SignIn;
using Mobile.Features.Pipeline.Problems;
using Radzen;

namespace Mobile.Admin;

/// <summary>The dashboard: Blazor with static server rendering, below <c>/admin</c>.</summary>
public static class AdminRegistration
{
    public static void AddAdmin(this IServiceCollection services)
    {
        services.AddStaffSignIn();
        services.AddRazorComponents();
        services.AddRadzenComponents();
        services.AddAntiforgery(antiforgery => antiforgery.Cookie = new StaffCookieBuilder { Name = "mobile-antiforgery", SameSite = SameSiteMode.Strict });
        services.AddHttpContextAccessor();
        services.AddScoped<Viewer>();
        services.AddScoped<PageUrl>();
        services.AddScoped<ActionState>();
        services.AddScoped<AuditFilter>();
        services.AddSingleton<IProblemPages, ProblemPages>();
    }

    /// <summary>Precedes routing.</summary>
    public static void UseAdmin(this WebApplication app)
    {
        app.UsePageHeaders();
        app.UseCallbackLimit();
        app.UseStaffSignIn();
    }

    /// <summary>Refuses who asks too much of the dashboard; follows routing, and precedes authorization.</summary>
    public static void UseAdminLimits(this WebApplication app) => app.UseStaffLimits();

    public static void MapAdmin(this WebApplication app)
    {
        app.UseAntiforgery();
        app.MapStaticAssets();
        app.MapStaffSignIn();
        var staff = app.MapGroup("/admin").RequireAuthorization(StaffAccess.Policy).ExcludeFromDescription();
        ChooseTheme.Map(staff);
        ExportAudit.Map(staff);
        var actions = new AdminActions(staff);
        VersionActions.Map(actions);
        OperationActions.Map(actions);
        DeviceActions.Map(actions);
        OrderActions.Map(actions);
        CampaignActions.Map(actions);
        CampaignLive.Map(staff);
        app.MapRazorComponents<App>().RequireAuthorization(StaffAccess.Policy);
    }
}
