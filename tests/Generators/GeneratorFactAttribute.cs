namespace Mobile.Generators;

/// <summary>A fact that a client generator shows; a visible skip unless it is asked for, since it restores the generators and builds their clients.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class GeneratorFactAttribute : FactAttribute
{
    private const string Variable = "MOBILE_TEST_GENERATORS";

    /// <param name="needsNode">Whether the generator is a program for Node.js.</param>
    public GeneratorFactAttribute(bool needsNode = false) => Skip = Environment.GetEnvironmentVariable(Variable) == "1"
        ? needsNode ? Npm.Missing : null
        : $"Set {Variable}=1: the generators are then restored from NuGet and npm, and their clients built and run, which takes minutes.";
}
