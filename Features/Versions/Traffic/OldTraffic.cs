using Mobile.Features.Data;
using Mobile.Features.Pipeline.Garbage;

namespace Mobile.Features.Versions.Traffic;

internal sealed class OldTrafficMinutes(DbSession db, TimeProvider clock) : OldRows(
    db,
    clock,
    "traffic_minutes",
    "starts_at",
    TimeSpan.FromHours(6),
    $"starts_at < {TrafficHistory.HourUpTo} AND starts_at < {TrafficHistory.AppHourUpTo} AND starts_at < {TrafficHistory.CallerDayUpTo}");

internal sealed class OldTrafficHours(DbSession db, TimeProvider clock)
    : OldRows(db, clock, "traffic_hours", "starts_at", TimeSpan.FromDays(62), $"starts_at < {TrafficHistory.DayUpTo}");

internal sealed class OldTrafficHourApps(DbSession db, TimeProvider clock)
    : OldRows(db, clock, "traffic_hour_apps", "starts_at", TimeSpan.FromDays(62), $"starts_at < {TrafficHistory.AppDayUpTo}");

internal sealed class OldTrafficDays(DbSession db, TimeProvider clock) : OldRows(db, clock, "traffic_days", "starts_at", TimeSpan.FromDays(731));

internal sealed class OldTrafficDayApps(DbSession db, TimeProvider clock) : OldRows(db, clock, "traffic_day_apps", "starts_at", TimeSpan.FromDays(731));

internal sealed class OldTrafficDayCallers(DbSession db, TimeProvider clock) : OldRows(db, clock, "traffic_day_callers", "starts_at", TimeSpan.FromDays(92));

internal sealed class OldSignalMinutes(DbSession db, TimeProvider clock)
    : OldRows(db, clock, "signal_minutes", "starts_at", TimeSpan.FromHours(6), $"starts_at < {TrafficHistory.SignalHourUpTo}");

internal sealed class OldSignalHours(DbSession db, TimeProvider clock) : OldRows(db, clock, "signal_hours", "starts_at", TimeSpan.FromDays(62));

internal sealed class OldAdoptionDays(DbSession db, TimeProvider clock) : OldRows(db, clock, "adoption_days", "day_at", TimeSpan.FromDays(731));

internal sealed class OldDevices(DbSession db, TimeProvider clock) : OldRows(db, clock, "active_devices", "last_seen_at", TimeSpan.FromDays(90));
