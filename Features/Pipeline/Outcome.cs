using Microsoft.AspNetCore.Http.HttpResults;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Pipeline;

/// <summary>
/// What a handler decided: a value, the problem that stands in its place, or that the caller acted on a version that is no longer
/// current. Each version's adapter shapes the value.
/// </summary>
public readonly struct Outcome<T>
{
    private readonly Stale<T>? stale;

    private Outcome(T? value, Problem? problem, Stale<T>? stale = null) => (Value, Problem, this.stale) = (value, problem, stale);

    /// <summary>The value; null where there is a problem.</summary>
    public T? Value { get; }

    public Problem? Problem { get; }

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(ProblemType type) => new(default, type);

    public static implicit operator Outcome<T>(Problem problem) => new(default, problem);

    public static implicit operator Outcome<T>(Stale<T> stale) => new(default, PipelineProblems.PreconditionFailed, stale);

    public Results<TResult, Problem> Answer<TResult>(Func<T, TResult> shape)
        where TResult : IResult => Problem is not null ? Problem : shape(Value!);

    /// <summary>The same for a write with a precondition: where it failed, the answer shows the current state.</summary>
    /// <param name="current">The state of the resource in this version's shape.</param>
    /// <param name="fieldName">What this version calls a field, where that differs from the current one.</param>
    public Results<TResult, Problem> Answer<TResult>(Func<T, TResult> shape, Func<T, object> current, Func<string, string>? fieldName = null)
        where TResult : IResult => stale is null
            ? Answer(shape)
            : new Problem(PipelineProblems.PreconditionFailed)
            {
                Conflict = new(current(stale.Current), stale.Version, fieldName is null ? stale.Fields : [.. stale.Fields.Select(fieldName)]),
            };
}

/// <summary>The precondition failed.</summary>
/// <param name="Current">The resource as it is now.</param>
/// <param name="Version">Its version.</param>
/// <param name="Fields">What the caller wants to change and someone else has changed, since the version that the caller knows, to another value.</param>
public sealed record Stale<T>(T Current, long Version, IReadOnlyList<string> Fields);
