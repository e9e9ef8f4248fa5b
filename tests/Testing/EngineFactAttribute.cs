using Xunit.Abstractions;
using Xunit.Sdk;

namespace Mobile.Testing;

/// <summary>
/// A fact of a contract that holds on both engines: it stands in an abstract class and runs in its nested classes <c>Sqlite</c> and
/// <c>SqlServer</c>, the latter (as every class so named) as a visible skip where no server is given.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Mobile.Testing.EngineFactDiscoverer", "Mobile.Testing")]
public sealed class EngineFactAttribute : FactAttribute;

/// <summary>The same for a theory.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Mobile.Testing.EngineTheoryDiscoverer", "Mobile.Testing")]
public sealed class EngineTheoryAttribute : TheoryAttribute;

public sealed class EngineFactDiscoverer(IMessageSink sink) : FactDiscoverer(sink)
{
    protected override IXunitTestCase CreateTestCase(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        Engines.IsAbsent(testMethod)
            ? new AbsentEngineCase(DiagnosticMessageSink, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod)
            : base.CreateTestCase(discoveryOptions, testMethod, factAttribute);
}

public sealed class EngineTheoryDiscoverer(IMessageSink sink) : TheoryDiscoverer(sink)
{
    public override IEnumerable<IXunitTestCase> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo theoryAttribute) =>
        Engines.IsAbsent(testMethod)
            ? [new AbsentEngineCase(DiagnosticMessageSink, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod)]
            : base.Discover(discoveryOptions, testMethod, theoryAttribute);
}

internal static class Engines
{
    public static bool IsAbsent(ITestMethod method) =>
        method.TestClass.Class.Name.Contains("SqlServer", StringComparison.Ordinal) && SqlServerStore.Server is null;
}

public sealed class AbsentEngineCase : XunitTestCase
{
    [Obsolete("For the deserializer.")]
    public AbsentEngineCase()
    {
    }

    public AbsentEngineCase(IMessageSink sink, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod method)
        : base(sink, display, options, method)
    {
    }

    protected override string GetSkipReason(IAttributeInfo factAttribute) =>
        $"Set {SqlServerStore.Variable} to a connection string whose user may create databases.";
}
