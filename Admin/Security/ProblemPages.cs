using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Mobile.Admin.Actions;
using Mobile.Admin.Components.Pages;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Admin.Security;

/// <summary>Every error below <c>/admin</c> is a page.</summary>
internal sealed class ProblemPages : IProblemPages
{
    public bool Concerns(HttpContext context) => context.Request.Path.StartsWithSegments("/admin", StringComparison.OrdinalIgnoreCase);

    public async Task ShowAsync(HttpContext context, Problem problem)
    {
        // A renderer is used once, and the one of this request may have begun a page.
        await using var scope = context.RequestServices.CreateAsyncScope();
        var services = context.RequestServices;
        context.RequestServices = scope.ServiceProvider;
        var page = problem.Type.Status switch
        {
            StatusCodes.Status404NotFound => PageResults.Page(typeof(NotFound), [], StatusCodes.Status404NotFound),
            _ => PageResults.Page(typeof(Failed), [new(nameof(Failed.Problem), problem)], problem.Type.Status),
        };
        try
        {
            await page.ExecuteAsync(context);
        }
        finally
        {
            context.RequestServices = services;
        }
    }
}
