using System.Globalization;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Pipeline.Forms;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Admin.Actions;

/// <summary>The fields of a form as an action reads them. What cannot be read is remembered, by the name of the field, as <see cref="Problem"/>.</summary>
public sealed class ActionInput
{
    private readonly SortedDictionary<string, string[]> errors = new(StringComparer.Ordinal);
    private readonly IFormCollection form;
    private readonly Viewer viewer;

    private ActionInput(IFormCollection form, Viewer viewer) => (this.form, this.viewer) = (form, viewer);

    /// <summary>Null as long as everything could be read.</summary>
    public Problem? Problem => errors.Count == 0 ? null : new Problem(PipelineProblems.ValidationFailed) { Errors = errors };

    public static async ValueTask<ActionInput?> BindAsync(HttpContext context) =>
        new(await ReadFormAsync(context), context.RequestServices.GetRequiredService<Viewer>());

    /// <summary>The form, also where its token is wrong: the pipeline of the actions refuses it then, and shows what was typed.</summary>
    internal static async Task<IFormCollection> ReadFormAsync(HttpContext context)
    {
        var validation = context.Features.Get<IAntiforgeryValidationFeature>();
        context.Features.Set<IAntiforgeryValidationFeature>(null);
        try
        {
            return await context.Request.TryReadFormAsync(context.RequestAborted) ?? FormCollection.Empty;
        }
        finally
        {
            context.Features.Set(validation);
        }
    }

    private TimeZoneInfo Zone => Viewer.FindZone(form["zone"]) ?? viewer.Zone;

    /// <summary>Without the space around it; null where nothing was written.</summary>
    public string? Text(string name) => form[name].ToString().Trim() is { Length: > 0 } text ? text.ReplaceLineEndings("\n") : null;

    public string Required(string name) => Text(name) ?? Wrong(name, "Fill this in.") ?? "";

    public bool Checked(string name) => form[name].ToString() is "on" or "true";

    /// <summary>Every value of a name, as of check boxes that share it.</summary>
    public IReadOnlyList<string> All(string name) => [.. form[name].OfType<string>().Where(value => value.Length > 0)];

    /// <summary>A whole number; null where nothing was written.</summary>
    public int? Number(string name) => Text(name) is not { } text ? null
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : Wrong<int?>(name, "Write a whole number.");

    /// <summary>The revision that the person saw.</summary>
    public long Revision => long.TryParse(form["revision"], NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? revision : 0;

    /// <summary>A date and time in the zone that the form said; null where nothing was written.</summary>
    public DateTimeOffset? Instant(string name) => Text(name) is not { } text ? null
        : Viewer.ReadInstant(text, Zone) ?? Wrong<DateTimeOffset?>(name, $"Write a date and a time that there is in {Zone.Id}, such as 2026-12-31T18:00.");

    /// <returns>Nothing, in the place of what could not be read.</returns>
    public T? Wrong<T>(string name, string message)
    {
        errors[name] = [message];
        return default;
    }

    public string? Wrong(string name, string message) => Wrong<string>(name, message);
}
