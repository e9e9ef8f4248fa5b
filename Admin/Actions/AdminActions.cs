using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mobile.Admin.Actions;

/// <summary>
/// What staff can do: each action is one POST of a form, for certain roles, below the page that shows it. Done leads on to a page by 303;
/// refused shows that page again, with the reason and all that was typed.
/// </summary>
public sealed class AdminActions(IEndpointRouteBuilder admin)
{
    /// <typeparam name="TPage">The page that the form stands on; its parameters are the values of the route.</typeparam>
    /// <param name="pattern">Below <c>/admin</c>, and below the page's own path.</param>
    /// <param name="anyOf">The roles that may do it; none for everybody on the staff.</param>
    /// <param name="action">A handler of a minimal API that returns an <see cref="ActionAnswer"/>.</param>
    public void Map<TPage>(string pattern, IReadOnlyList<string> anyOf, Delegate action)
        where TPage : IComponent
    {
        admin.MapPost(pattern, action)
            .WithMetadata(new AdminActionMetadata(typeof(TPage), anyOf), new RequireAntiforgeryTokenAttribute())
            .AddEndpointFilter<ActionPipeline>();

        // A reload, or the way back from signing in, opens the page.
        admin.MapGet(pattern, (HttpContext context) => Results.Redirect(PageOf(context.Request) + context.Request.QueryString));
    }

    internal static string PageOf(HttpRequest request)
    {
        var path = request.Path.ToUriComponent();
        return request.PathBase.ToUriComponent() + path[..path.LastIndexOf('/')];
    }
}

/// <summary>Of an action: the page that shows it, and who may do it.</summary>
public sealed record AdminActionMetadata(Type Page, IReadOnlyList<string> AnyOf);
