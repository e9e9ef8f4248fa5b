namespace Mobile.Features.Pipeline.Problems;

/// <summary>Ends a request with a problem from a place that cannot return one, such as the binding of a parameter.</summary>
public sealed class ProblemException(Problem problem) : Exception(problem.Detail)
{
    public Problem Problem => problem;
}
