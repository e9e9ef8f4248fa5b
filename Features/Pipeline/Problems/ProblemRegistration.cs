using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Mobile.Features.Pipeline.Problems;

/// <summary>Sees to it that every status from 400 up leaves as a problem, whatever layer it comes from.</summary>
public static class ProblemRegistration
{
    internal static void AddProblems(this IServiceCollection services)
    {
        services.AddExceptionHandler<ExceptionToProblem>();

        // The first writer that can, writes: ours comes before the framework's.
        services.AddSingleton<IProblemDetailsWriter, FrameworkProblemWriter>();
        services.AddProblemDetails();
    }

    public static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages(page => FromStatus(page.HttpContext).AnswerAsync(page.HttpContext));
    }

    /// <summary>As the one who asked can read it: a page for a person, otherwise the problem itself.</summary>
    internal static Task AnswerAsync(this Problem problem, HttpContext context) =>
        context.RequestServices.GetService<IProblemPages>() is { } pages && pages.Concerns(context) ? pages.ShowAsync(context, problem) : problem.ExecuteAsync(context);

    /// <summary>Serves the type URIs: what each code means and what to do, for a person who opens one.</summary>
    public static void MapProblems(this IEndpointRouteBuilder app, IReadOnlyList<ProblemType> types)
    {
        var byCode = types.ToDictionary(type => type.Code, StringComparer.Ordinal);
        app.MapGet("/problems", () => types).ExcludeFromDescription();
        app.MapGet("/problems/{code}", Results<Ok<ProblemType>, NotFound> (string code) =>
            byCode.TryGetValue(code, out var type) ? TypedResults.Ok(type) : TypedResults.NotFound()).ExcludeFromDescription();
    }

    /// <summary>Adds the problems an endpoint decides on to its contract.</summary>
    public static RouteHandlerBuilder WithProblems(this RouteHandlerBuilder endpoint, params ReadOnlySpan<ProblemType> types) =>
        endpoint.WithMetadata(new ProblemsMetadata(types.ToArray()));

    private static Problem FromStatus(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status401Unauthorized => PipelineProblems.Unauthenticated,
        StatusCodes.Status403Forbidden => PipelineProblems.Forbidden,
        StatusCodes.Status404NotFound when !ApiVersions.IsKnown(context.Request.Path) => PipelineProblems.UnknownApiVersion,
        StatusCodes.Status404NotFound => PipelineProblems.NotFound,
        StatusCodes.Status405MethodNotAllowed => PipelineProblems.MethodNotAllowed,
        StatusCodes.Status413PayloadTooLarge => PipelineProblems.BodyTooLarge,
        StatusCodes.Status415UnsupportedMediaType => PipelineProblems.UnsupportedMediaType,
        >= 500 => PipelineProblems.InternalError,
        _ => PipelineProblems.BadRequest,
    };

    /// <summary>Takes the place of the framework's writer, whose problems (validation) lack the members of ours.</summary>
    private sealed class FrameworkProblemWriter : IProblemDetailsWriter
    {
        public bool CanWrite(ProblemDetailsContext context) => true;

        public async ValueTask WriteAsync(ProblemDetailsContext context)
        {
            var problem = context.ProblemDetails is HttpValidationProblemDetails validation
                ? new Problem(PipelineProblems.ValidationFailed)
                {
                    Errors = validation.Errors.ToDictionary(error => JsonPath(error.Key), error => error.Value, StringComparer.Ordinal),
                }
                : FromStatus(context.HttpContext);
            await problem.ExecuteAsync(context.HttpContext);
        }

        /// <summary>The validator speaks of <c>Lines[0].Sku</c>; the caller sent <c>lines[0].sku</c>.</summary>
        private static string JsonPath(string memberPath) => string.Join('.', memberPath.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName));
    }
}

/// <summary>The problems that an endpoint decides on.</summary>
public sealed record ProblemsMetadata(IReadOnlyList<ProblemType> Types);
