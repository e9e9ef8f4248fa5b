using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Mobile.Admin.Components;
using Mobile.Admin.Components.Pages;
using Mobile.Admin.SignIn;

namespace Mobile.Admin.Actions;

/// <summary>Answers of the dashboard that are pages, or lead to one.</summary>
internal static class PageResults
{
    public const string NoticeCookie = "notice";

    /// <param name="values">Of the route; those that the page has no parameter for are the action's alone.</param>
    public static IResult Page(Type page, IEnumerable<KeyValuePair<string, object?>> values, int status)
    {
        var parameters = page.GetProperties().Where(property => property.IsDefined(typeof(ParameterAttribute), inherit: true)).ToDictionary(property => property.Name, property => property.Name, StringComparer.OrdinalIgnoreCase);
        var given = values.Where(value => parameters.ContainsKey(value.Key)).ToDictionary(value => parameters[value.Key], value => value.Value, StringComparer.Ordinal);
        return new RazorComponentResult<App>(new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(App.Page)] = new RouteData(page, given) }) { StatusCode = status };
    }

    public static IResult MissingRole(IReadOnlyList<string> anyOf) =>
        Page(typeof(MissingRole), [new(nameof(Components.Pages.MissingRole.AnyOf), anyOf)], StatusCodes.Status403Forbidden);

    /// <summary>303: what follows a form is read with GET (RFC 9110 §15.4.4).</summary>
    /// <param name="notice">Shown once, on the page that follows.</param>
    public static IResult Redirect(string location, string? notice) => new SeeOther(location, notice);

    private sealed class SeeOther(string location, string? notice) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            if (notice is not null)
            {
                httpContext.Response.Cookies.Append(NoticeCookie, notice, new CookieOptions
                {
                    HttpOnly = true,
                    IsEssential = true,
                    MaxAge = TimeSpan.FromMinutes(1),
                    Path = httpContext.Request.PathBase + "/admin",
                    SameSite = SameSiteMode.Lax,
                    Secure = StaffCookieBuilder.MustBeSecure(httpContext.Request),
                });
            }

            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = location.StartsWith('/') ? httpContext.Request.PathBase + location : location;
            return Task.CompletedTask;
        }
    }
}
