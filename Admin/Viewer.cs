using System.Globalization;
using Microsoft.AspNetCore.Http;
using Mobile.Features.Devices;
using Mobile.Features.Pipeline;

namespace Mobile.Admin;

/// <summary>The member of staff who looks at the page: what they may do, in which time zone they are, and which theme they chose.</summary>
public sealed class Viewer(IHttpContextAccessor http)
{
    public const string ZoneCookie = "zone";
    public const string ThemeCookie = "theme";

    private const int MaxZone = 64;
    private const int FirstYear = 2000;
    private const int LastYear = 9000;

    private static readonly string[] Themes = ["light", "dark"];

    public string Name => Claim("name") ?? Claim("email") ?? "Staff";

    public string? Email => Claim("email");

    public IReadOnlyList<string> Roles => [.. Context.User.FindAll("roles").Select(role => role.Value)];

    public string UserId => Claim(Caller.UserIdClaim) ?? "";

    public bool MayPush => Is(Staff.Push);

    public bool MayRelease => Is(Staff.Release);

    /// <summary>Ships orders, ends registrations and sessions.</summary>
    public bool MayServe => MayPush || MayRelease;

    /// <summary>As the browser has told; UTC until it has, and where it has no scripts.</summary>
    public TimeZoneInfo Zone => field ??=
        FindZone(Context.Request.Cookies[ZoneCookie]) ?? TimeZoneInfo.Utc;

    /// <summary><c>light</c> or <c>dark</c>; null for what the device prefers.</summary>
    public string? Theme => Context.Request.Cookies[ThemeCookie] is { } theme && Themes.Contains(theme) ? theme : null;

    private HttpContext Context => http.HttpContext ?? throw new InvalidOperationException("A page is rendered within a request.");

    public bool Is(string role) => Context.User.HasClaim("roles", role);

    public DateTimeOffset ToLocal(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Zone);

    /// <summary>What a field of date and time says, in the viewer's zone.</summary>
    public DateTimeOffset? ReadInstant(string? text) => ReadInstant(text, Zone);

    /// <returns>Null where it says nothing that can be read, or a time that the clocks skip; of a time that they repeat, the first.</returns>
    internal static DateTimeOffset? ReadInstant(string? text, TimeZoneInfo zone) =>
        DateTime.TryParseExact(text, ["yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
        && local.Year is >= FirstYear and <= LastYear && LocalTime.IsShown(local, zone) ? At(local, zone) : null;

    /// <summary>Of a time that the clocks repeat, the first; one that they skip is as much later.</summary>
    internal static DateTimeOffset At(DateTime local, TimeZoneInfo zone) => LocalTime.ToInstant(local, zone).ToUniversalTime();

    internal static TimeZoneInfo? FindZone(string? id) => id is { Length: > 0 and < MaxZone } ? LocalTime.Find(id) : null;

    private string? Claim(string type) => Context.User.FindFirst(type)?.Value;
}
