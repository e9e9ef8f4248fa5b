namespace Mobile.Features.Pipeline.Problems;

/// <summary>Shows people what apps are told as <c>application/problem+json</c>; there is none where the dashboard is not served.</summary>
public interface IProblemPages
{
    /// <summary>Whether a person asked, rather than an app.</summary>
    bool Concerns(HttpContext context);

    Task ShowAsync(HttpContext context, Problem problem);
}
