using System.Reflection;
using Mobile.Features.Pipeline;
using Xunit.Sdk;

namespace Mobile.Testing;

/// <summary>
/// A row of a theory, once for each version of the contract: its values, and then the name of the version as the last argument.
/// </summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class EveryVersionAttribute(params object?[]? values) : DataAttribute
{
    /// <summary>A static property of the test class whose rows are meant instead, for values that an attribute cannot hold.</summary>
    public string? Rows { get; init; }

    public override IEnumerable<object?[]> GetData(MethodInfo testMethod) =>
        from row in Rows is null ? [values ?? [null]] : (IEnumerable<object?[]>)testMethod.DeclaringType!.GetProperty(Rows)!.GetValue(null)!
        from version in ApiVersions.Names
        select (object?[])[.. row, version];
}
