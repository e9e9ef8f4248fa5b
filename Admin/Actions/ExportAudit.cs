using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Mobile.Admin.Components.Pages.Operations;
using Mobile.Features.Operations;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Admin.Actions;

/// <summary>The audit log as a file (RFC 4180), with the filters of the page, written as it is read.</summary>
internal static class ExportAudit
{
    public static void Map(IEndpointRouteBuilder staff) => staff.MapGet("/operations/audit.csv", async (
        HttpContext context, AuditFilter filter, ListAudit.Handler audit, CancellationToken stop) =>
    {
        var asked = filter.Read();
        if ((await audit.ListAsync(asked, null, 1, stop)).IsVague)
        {
            // A file that lacks rows would not show it.
            throw new ProblemException(PipelineProblems.BadRequest.With("Many people are called so; write more of the name, or the e-mail address."));
        }

        var entries = await audit.ExportAsync(asked, stop);
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = "attachment; filename=\"audit-log.csv\"";
        await using var file = new StreamWriter(context.Response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        await file.WriteAsync("at,actor,actor name,actor e-mail,action,subject,detail,person,occurrences,last at\r\n");
        await foreach (var entry in entries)
        {
            await file.WriteAsync(string.Join(',', [
                Time(entry.At), Cell(entry.Actor), Cell(entry.ActorName), Cell(entry.ActorEmail),
                Cell(entry.Action), Cell(entry.Subject), Cell(entry.Detail),
                entry.PersonKey ?? "", entry.Occurrences.ToString(CultureInfo.InvariantCulture), entry.LastAt is { } last ? Time(last) : ""]) + "\r\n");
        }
    });

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Quoted, and kept from being taken for a formula by the program that opens the file.</summary>
    internal static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var safe = text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + text : text;
        return safe.AsSpan().ContainsAny(",\"\r\n") ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
