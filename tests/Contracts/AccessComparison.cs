using System.Text.Json.Nodes;

namespace Mobile.Contracts;

/// <summary>What changes for all endpoints at once: where they are, and how an app proves who is asking.</summary>
internal sealed class AccessComparison(ContractDocument was, ContractDocument now, ChangeList changes)
{
    private static readonly string[] NotWire = ["description", "bearerFormat"];

    public void Compare()
    {
        foreach (var gone in was.Servers.Except(now.Servers, StringComparer.Ordinal))
        {
            changes.Breaking(new("servers"), $"{gone} is no longer named. Apps in the field still call it. Keep it");
        }

        foreach (var (name, published) in was.SecuritySchemes)
        {
            if (!JsonNode.DeepEquals(Wire(published), Wire(now.SecuritySchemes[name])))
            {
                changes.Breaking(new($"sign-in {name}"), "the way to send it changed. Apps in the field still send it as published and would get 401. Keep taking it");
            }
        }
    }

    private static JsonObject? Wire(JsonNode? scheme) => scheme is JsonObject members
        ? new(members.Where(member => !NotWire.Contains(member.Key)).Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())))
        : null;
}
