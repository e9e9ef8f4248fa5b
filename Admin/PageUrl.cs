using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Mobile.Features.Pipeline.Paging;

namespace Mobile.Admin;

/// <summary>The address of the page, in which all of its state is: the filters, the order, where a list goes on.</summary>
public sealed class PageUrl(IHttpContextAccessor http)
{
    /// <summary>A value of the query; null where it is missing or empty.</summary>
    public string? this[string name] => http.HttpContext!.Request.Query[name].ToString().Trim() is { Length: > 0 } value ? value : null;

    /// <summary>Where the list goes on.</summary>
    public Position? After => this["after"] is { } text && text.Split('.', 2) is [var at, { Length: > 0 } id]
        && long.TryParse(at, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var time) ? new(time, id) : null;

    public static string Write(Position position) => string.Create(CultureInfo.InvariantCulture, $"{position.At}.{position.Id}");

    /// <summary>The same page with other values; null removes one.</summary>
    public string With(params ReadOnlySpan<(string Name, string? Value)> changes)
    {
        var request = http.HttpContext!.Request;
        var query = request.Query.ToDictionary(parameter => parameter.Key, parameter => (string?)parameter.Value.ToString(), StringComparer.Ordinal);
        foreach (var (name, value) in changes)
        {
            query[name] = value;
        }

        return request.PathBase + request.Path + new QueryBuilder(query.Where(parameter => !string.IsNullOrEmpty(parameter.Value))!).ToQueryString();
    }
}
