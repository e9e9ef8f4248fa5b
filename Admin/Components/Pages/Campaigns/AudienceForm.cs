using System.Globalization;
using Mobile.Admin.Actions;
using Mobile.Features.Campaigns.Audiences;

namespace Mobile.Admin.Components.Pages.Campaigns;

/// <summary>The tree of an audience in the fields of a form, whose names are paths: <c>audience.rules[1].kind</c>.</summary>
/// <param name="Root">With what the button of the form has changed.</param>
/// <param name="Focus">The path of the rule or group to go on with; null for none.</param>
public sealed record AudienceForm(AudienceNode Root, string? Focus)
{
    public const string Path = "audience";

    /// <summary>The field that says which button of the form it was.</summary>
    public const string StepField = "step";

    public const string Preview = "preview";
    public const string AddRule = "add-rule";
    public const string AddGroup = "add-group";
    public const string Remove = "remove";

    /// <summary>The audience of a draft that was stored.</summary>
    public static AudienceForm Of(string json) =>
        new(AudienceReader.Read(json).Audience is { } audience ? AsGroup(AudienceNode.Of(audience)) : AudienceNode.Everybody, Focus: null);

    /// <summary>As it was typed; then a rule or group more or less, where one of those buttons was pressed.</summary>
    public static AudienceForm Read(ActionInput form)
    {
        var root = AsGroup(Read(form, Path));
        return form.Text(StepField)?.Split(' ', 2) switch
        {
            [AddRule, var at] => Add(root, at, AudienceNode.Leaf(form.Text(at + ".add") ?? AudienceNode.Platform)),
            [AddGroup, var at] => Add(root, at, AudienceNode.Group(AudienceNode.Any, [])),
            [Remove, var at] => new(Without(root, Path, at), at[..Math.Max(0, at.LastIndexOf('.'))]),
            _ => new(root, Focus: null),
        };
    }

    /// <summary>Whether the form is to be kept, and not only to be shown with a rule more or less.</summary>
    public static bool IsToBeKept(ActionInput form) => form.Text(StepField) is null;

    public static string Child(string path, int index) => string.Create(CultureInfo.InvariantCulture, $"{path}.rules[{index}]");

    private static AudienceNode AsGroup(AudienceNode node) => node.IsGroup ? node : AudienceNode.Group(AudienceNode.All, [node]);

    private static AudienceNode Read(ActionInput form, string path)
    {
        var kind = form.Text(path + ".kind") ?? AudienceNode.All;
        return kind switch
        {
            AudienceNode.All or AudienceNode.Any => AudienceNode.Group(kind, [.. Children(form, path).Select(child => Read(form, child))]),
            AudienceNode.AppVersion => AudienceNode.Leaf(kind, form.Text(path + ".from") ?? "", form.Text(path + ".below") ?? ""),
            AudienceNode.Platform => AudienceNode.Leaf(kind, form.All(path + ".value")),
            _ => AudienceNode.Leaf(kind, form.Text(path + ".value") ?? ""),
        };
    }

    private static IEnumerable<string> Children(ActionInput form, string path) =>
        Enumerable.Range(0, AudienceReader.MaxRules + 1).Select(i => Child(path, i)).TakeWhile(child => form.Text(child + ".kind") is not null);

    private static AudienceForm Add(AudienceNode root, string at, AudienceNode added)
    {
        var focus = (string?)null;
        return new(Change(root, Path), focus);

        AudienceNode Change(AudienceNode node, string path)
        {
            if (path == at && node.IsGroup)
            {
                focus = Child(path, node.Rules.Count);
                return node with { Rules = [.. node.Rules, added] };
            }

            return node with { Rules = [.. node.Rules.Select((rule, i) => Change(rule, Child(path, i)))] };
        }
    }

    private static AudienceNode Without(AudienceNode node, string path, string at) => node with
    {
        Rules = [.. node.Rules.Index().Where(rule => Child(path, rule.Index) != at).Select(rule => Without(rule.Item, Child(path, rule.Index), at))],
    };
}
