using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Mobile.Admin.Security;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Problems;
using Mobile.Features.Sessions;

namespace Mobile.Admin.SignIn;

/// <summary>Signing in and out of the dashboard.</summary>
public static class StaffSignInRegistration
{
    private static readonly TimeSpan ProviderPatience = TimeSpan.FromSeconds(10);

    public static void AddStaffSignIn(this IServiceCollection services)
    {
        services.AddProtectionKeys();
        services.AddSingleton<ITicketStore, TicketStore>();
        services.AddAuthentication()
            .AddCookie(StaffAccess.CookieScheme, KeepSignedIn)
            .AddOAuth<SignInOptions, SignInHandler>(StaffAccess.ProviderScheme, AskProvider);
        services.AddOptions<CookieAuthenticationOptions>(StaffAccess.CookieScheme).Configure<ITicketStore>((cookie, store) => cookie.SessionStore = store);
        services.AddOptions<SignInOptions>(StaffAccess.ProviderScheme).Configure<AuthOptions>((signIn, auth) =>
            (signIn.ClientId, signIn.ClientSecret) = (auth.ClientId, auth.ClientSecret ?? ""));
        services.AddAuthorizationBuilder().AddPolicy(StaffAccess.Policy, StaffAccess.Require);
    }

    /// <summary>Precedes routing: whoever may not see a page is shown another one in its place.</summary>
    public static void UseStaffSignIn(this IApplicationBuilder app) => app.UseMiddleware<DeniedPage>();

    public static void MapStaffSignIn(this IEndpointRouteBuilder app)
    {
        var mayHint = app.ServiceProvider.GetRequiredService<IHostEnvironment>().IsDevelopment();
        app.MapGet(StaffAccess.StartPath, (string? returnUrl, string? user) =>
        {
            var properties = new AuthenticationProperties { RedirectUri = ReturnUrl.Check(returnUrl) };
            properties.SetParameter(SignInHandler.LoginHint, mayHint ? user : null);
            return TypedResults.Challenge(properties, [StaffAccess.ProviderScheme]);
        }).AllowAnonymous().ExcludeFromDescription();
        app.MapPost(StaffAccess.SignOutPath, async (HttpContext context) =>
        {
            if (!context.HasValidToken())
            {
                return (IResult)PipelineProblems.BadRequest.With("Nothing was done: open the page again, and sign out from there.");
            }

            await context.SignOutAsync(StaffAccess.CookieScheme);
            return Results.Redirect(context.Request.PathBase + StaffAccess.SignedOutPath);
        }).RequireAuthorization(StaffAccess.Policy).AllowAnonymous().WithMetadata(new RequireAntiforgeryTokenAttribute()).ExcludeFromDescription();
    }

    private static void KeepSignedIn(CookieAuthenticationOptions cookie)
    {
        cookie.Cookie = new StaffCookieBuilder { Name = "mobile-staff" };
        cookie.CookieManager = new StaffCookieManager();
        cookie.ExpireTimeSpan = StaffSessions.Idle;
        cookie.SlidingExpiration = true;
        cookie.ForwardChallenge = StaffAccess.ProviderScheme;
        cookie.Events.OnRedirectToAccessDenied = context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        };
    }

    private static void AskProvider(SignInOptions signIn)
    {
        signIn.SignInScheme = StaffAccess.CookieScheme;
        signIn.CallbackPath = StaffAccess.CallbackPath;
        signIn.CorrelationCookie = new StaffCookieBuilder { Name = "mobile-signin." };
        signIn.UsePkce = true;
        signIn.BackchannelTimeout = ProviderPatience;
        signIn.Scope.Add("openid");
        signIn.Scope.Add("profile");
        signIn.Scope.Add("email");
        signIn.Events = new SignInEvents();
    }
}
