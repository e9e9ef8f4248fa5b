using Microsoft.AspNetCore.Components;

namespace Mobile.Admin.Components;

/// <summary>
/// A component that asks before it shows. Blazor renders one that waits a first time with nothing in it, for a browser that looks on; here a
/// page is sent once, when it is whole, and what it shows is there.
/// </summary>
public abstract class LoadedComponent : ComponentBase
{
    public sealed override async Task SetParametersAsync(ParameterView parameters)
    {
        // Before the first wait: the view is valid no longer.
        parameters.SetParameterProperties(this);
        await LoadAsync();
        await base.SetParametersAsync(ParameterView.Empty);
    }

    /// <summary>Asks for all that the component shows.</summary>
    protected abstract Task LoadAsync();
}
