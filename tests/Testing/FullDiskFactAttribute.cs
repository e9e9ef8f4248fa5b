namespace Mobile.Testing;

/// <summary>A test that lets a process write no further, as on a full disk; a visible skip where its limits cannot be set.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FullDiskFactAttribute : FactAttribute
{
    public FullDiskFactAttribute() => Skip = File.Exists(ApiProcess.SetLimit) ? null : $"Install util-linux: there is no {ApiProcess.SetLimit}.";
}
