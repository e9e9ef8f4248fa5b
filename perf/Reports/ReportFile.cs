using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mobile.Perf.Reports;

/// <summary>report.json.</summary>
internal static class ReportFile
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static string Write(LoadReport report) => JsonSerializer.Serialize(report, Json);

    /// <exception cref="ReportException">It is no report, or one of another schema.</exception>
    public static LoadReport Read(string path)
    {
        try
        {
            var text = File.ReadAllText(path);
            var schema = JsonElement.Parse(text) is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty("schema", out var number) && number.TryGetInt32(out var value)
                ? value
                : throw new ReportException($"{path} is no report of a load run.");
            return schema != LoadReport.CurrentSchema
                ? throw new ReportException($"{path} has schema {schema}; this program reads schema {LoadReport.CurrentSchema}.")
                : JsonSerializer.Deserialize<LoadReport>(text, Json)!;
        }
        catch (JsonException)
        {
            throw new ReportException($"{path} is no report of a load run.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ReportException(failure.Message);
        }
    }
}

/// <summary>A report cannot be read; the message says why.</summary>
internal sealed class ReportException(string message) : Exception(message);
