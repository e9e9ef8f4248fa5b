using Microsoft.AspNetCore.Components;
using Mobile.Admin.Actions;

namespace Mobile.Admin.Components.Controls;

/// <summary>What the fields of a form have in common: a name on the wire, a label, a hint, and why it was refused.</summary>
public abstract class Field : ComponentBase
{
    [CascadingParameter]
    public FormFields Fields { get; set; } = FormFields.Fresh;

    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter]
    public string? Hint { get; set; }

    /// <summary>Where a page has several forms with a field of this name.</summary>
    [Parameter]
    public string? Id { get; set; }

    protected string FieldId => Id ?? "field-" + Slug.Of(Name);

    protected string? Error => Fields.Error(Name);

    protected string? Invalid => Error is null ? null : "true";

    /// <summary>For <c>aria-describedby</c>.</summary>
    protected string? Described => (Hint, Error) switch
    {
        (null, null) => null,
        (not null, null) => FieldId + "-hint",
        (null, _) => FieldId + "-error",
        _ => $"{FieldId}-hint {FieldId}-error",
    };
}
