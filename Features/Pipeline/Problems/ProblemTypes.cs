using System.Collections.Frozen;

namespace Mobile.Features.Pipeline.Problems;

/// <summary>Finds the kinds of problem by their code.</summary>
public sealed class ProblemTypes(IReadOnlyList<ProblemType> types)
{
    private readonly FrozenDictionary<string, ProblemType> byCode = types.ToFrozenDictionary(type => type.Code, StringComparer.Ordinal);

    /// <summary>Finds the kind; one that only a later build knows, whose node has refused the request before, is named and not explained.</summary>
    internal ProblemType Find(string code, long status) => byCode.TryGetValue(code, out var type)
        ? type
        : new(code, (int)status, "The request was refused", "It was refused when it came first, and is not decided anew.");
}
