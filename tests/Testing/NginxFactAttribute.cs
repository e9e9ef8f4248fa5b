namespace Mobile.Testing;

/// <summary>A fact that a real nginx shows; a visible skip where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NginxFactAttribute : FactAttribute
{
    public NginxFactAttribute() => Skip = NginxProxy.Missing;
}
