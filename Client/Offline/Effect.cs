using System.Text.Json.Nodes;

namespace Mobile.Client;

/// <summary>What a write does to the document that the app reads, until the server's own answer takes its place.</summary>
public sealed record Effect
{
    private Effect(EffectKind kind, string? json) => (Kind, Json) = (kind, json);

    /// <summary>The document disappears.</summary>
    public static Effect Remove { get; } = new(EffectKind.Remove, null);

    /// <summary>Nothing is to be seen before the next sync.</summary>
    public static Effect None { get; } = new(EffectKind.None, null);

    internal EffectKind Kind { get; }

    internal string? Json { get; }

    /// <summary>The document becomes this: a preview of what the server will make.</summary>
    public static Effect Replace(JsonObject document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return new(EffectKind.Replace, document.ToJsonString());
    }

    /// <summary>The document is changed by this merge patch (RFC 7396).</summary>
    public static Effect Patch(JsonObject patch)
    {
        ArgumentNullException.ThrowIfNull(patch);
        return new(EffectKind.Patch, patch.ToJsonString());
    }

    internal static Effect Read(string kind, string? json) => new(Enum.Parse<EffectKind>(kind), json);

    internal JsonNode? ApplyTo(JsonNode? document) => Kind switch
    {
        EffectKind.Replace => JsonNode.Parse(Json!),

        // There is nothing to change: the document went away under the patch.
        EffectKind.Patch => document is null ? null : MergePatch.Apply(document, JsonNode.Parse(Json!)),
        EffectKind.Remove => null,
        _ => document,
    };

    /// <summary>The effect once the server has answered: its state of the document, where it sent one.</summary>
    internal Effect Answered(string? document) => Kind is EffectKind.Replace or EffectKind.Patch && document is not null
        ? new(EffectKind.Replace, document)
        : this;

    /// <summary>The effect of the same write with another body.</summary>
    internal Effect Repaired(JsonObject body) => Kind switch
    {
        EffectKind.Patch => Patch(body),
        EffectKind.Replace => new(Kind, MergePatch.Apply(JsonNode.Parse(Json!), body)!.ToJsonString()),
        _ => this,
    };
}

internal enum EffectKind
{
    None,
    Replace,
    Patch,
    Remove,
}
