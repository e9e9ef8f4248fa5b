using System.Text.Json.Serialization;

namespace Mobile.Features.Campaigns;

/// <summary>When a campaign is sent.</summary>
/// <param name="SendAt">With <see cref="ScheduleKind.At"/>.</param>
/// <param name="LocalTime">With <see cref="ScheduleKind.Local"/>: what the clock shows where each device is; to the minute.</param>
public sealed record CampaignSchedule(ScheduleKind Kind, DateTimeOffset? SendAt = null, DateTime? LocalTime = null)
{
    private static readonly TimeSpan East = TimeSpan.FromHours(14);
    private static readonly TimeSpan West = TimeSpan.FromHours(-12);

    public DateTime? LocalTime { get; } = LocalTime is { } time ? DateTime.SpecifyKind(time, DateTimeKind.Unspecified) : null;

    public static CampaignSchedule Now { get; } = new(ScheduleKind.Now);

    public static CampaignSchedule At(DateTimeOffset time) => new(ScheduleKind.At, SendAt: time.ToUniversalTime());

    public static CampaignSchedule Local(DateTime time) => new(ScheduleKind.Local, LocalTime: time);

    /// <summary>When the first device is due: a local time comes first in the far east, where clocks are 14 hours ahead.</summary>
    public DateTimeOffset Begins(DateTimeOffset now) => Kind switch
    {
        ScheduleKind.At => SendAt!.Value,
        ScheduleKind.Local => new(LocalTime!.Value, East),
        _ => now,
    };

    /// <summary>Whether the time is over: a local one, everywhere.</summary>
    public bool HasPassed(DateTimeOffset now) => Kind switch
    {
        ScheduleKind.At => SendAt < now,
        ScheduleKind.Local => new DateTimeOffset(LocalTime!.Value, West) < now,
        _ => false,
    };
}

[JsonConverter(typeof(JsonStringEnumConverter<ScheduleKind>))]
public enum ScheduleKind
{
    [JsonStringEnumMemberName("now")]
    Now,

    [JsonStringEnumMemberName("at")]
    At,

    /// <summary>When it is that time where the device is.</summary>
    [JsonStringEnumMemberName("local")]
    Local,
}

public static class ScheduleKinds
{
    public static string Name(this ScheduleKind kind) => kind switch
    {
        ScheduleKind.Now => "now",
        ScheduleKind.At => "at",
        ScheduleKind.Local => "local",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    public static ScheduleKind Parse(string name) => name switch
    {
        "now" => ScheduleKind.Now,
        "at" => ScheduleKind.At,
        "local" => ScheduleKind.Local,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such schedule."),
    };
}
