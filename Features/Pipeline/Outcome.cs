using Microsoft.AspNetCore.Http.HttpResults;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Pipeline;

/// <summary>What a handler decided: a value, or the problem that stands in its place. Each version's adapter shapes the value.</summary>
public readonly struct Outcome<T>
{
    private readonly T? value;
    private readonly Problem? problem;

    private Outcome(T? value, Problem? problem) => (this.value, this.problem) = (value, problem);

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(ProblemType type) => new(default, type);

    public static implicit operator Outcome<T>(Problem problem) => new(default, problem);

    public Results<TResult, Problem> Answer<TResult>(Func<T, TResult> shape)
        where TResult : IResult => problem is not null ? problem : shape(value!);
}
