using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Mobile.Contracts;

/// <summary>A method on a path.</summary>
internal sealed partial class Operation(ContractDocument document, string method, string path, JsonObject node, JsonArray? ofPath)
{
    public static readonly IReadOnlySet<string> Methods =
        new HashSet<string>(StringComparer.Ordinal) { "get", "put", "post", "delete", "options", "head", "patch", "trace" };

    /// <summary>How the value of a parameter is written down.</summary>
    private static readonly string[] Forms = ["style", "explode", "allowReserved", "content"];

    public ContractDocument Document => document;

    public string Name => $"{method} {path}";

    /// <summary>The same for paths that differ in the names of their parameters, which no app sends.</summary>
    public string Key => $"{method} {PathParameter().Replace(path, "{}")}";

    public string? Id => node["operationId"]?.GetValue<string>();

    public bool NeedsSignIn => (node["security"] ?? document.Security) is JsonArray { Count: > 0 };

    public JsonObject? Body => document.Follow(node["requestBody"]);

    public IReadOnlyDictionary<string, JsonObject> Responses =>
        (node["responses"] as JsonObject ?? []).ToDictionary(response => response.Key, response => document.Follow(response.Value)!, StringComparer.Ordinal);

    public IReadOnlyList<Parameter> Parameters =>
        [.. (node["parameters"] as JsonArray ?? []).Concat(ofPath ?? []).Select(Read).DistinctBy(parameter => parameter.Key)];

    private Parameter Read(JsonNode? reference)
    {
        var parameter = document.Follow(reference)!;
        var (name, place) = (parameter["name"]!.GetValue<string>(), parameter["in"]!.GetValue<string>());
        var key = place switch
        {
            "path" => PathParameter().Matches(path).Select(match => match.Groups["name"].Value).ToList().IndexOf(name).ToString(),
            "header" => name.ToUpperInvariant(),
            _ => name,
        };
        return new($"{place} {key}", name, place, parameter["required"]?.GetValue<bool>() is true, FormOf(parameter), parameter["schema"]);
    }

    private static string FormOf(JsonObject parameter) =>
        string.Join(", ", Forms.Where(parameter.ContainsKey).Select(keyword => $"{keyword} {parameter[keyword]!.ToJsonString()}"));

    [GeneratedRegex(@"\{(?<name>[^}]+)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PathParameter();
}

/// <param name="Key">Equal for what is the same parameter on the wire.</param>
/// <param name="In">path, query, header or cookie.</param>
/// <param name="Form">How its value is written, where the document says so.</param>
internal sealed record Parameter(string Key, string Name, string In, bool IsRequired, string Form, JsonNode? Schema)
{
    public string Title => $"{(In == "query" ? "query parameter" : In == "path" ? "path parameter" : In)} {Name}";
}
