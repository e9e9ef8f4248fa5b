using Mobile.Features.Campaigns.Running;
using Mobile.Features.Push;
using Mobile.Features.Push.Attention;
using Mobile.Features.Versions.Adoption;
using Mobile.Features.Versions.Overview;

namespace Mobile.Testing.Scenarios.Dashboard;

/// <summary>What the pages of the dashboard ask the handlers.</summary>
internal static class DashboardQuestions
{
    public static IReadOnlyList<(string Name, Func<Desk, DateTimeOffset, Task> Ask)> All { get; } =
    [
        ("overview", (desk, now) => desk.AskAsync((GetOverview.Handler handler) => handler.GetAsync(now.AddHours(-24), default))),
        ("signals of a week by hour", (desk, now) => desk.AskAsync((SignalReport.Handler handler) =>
            handler.HoursAsync(now.AddDays(-7), ["replayed", "request-in-flight", "idempotency-key-reused", "sync-reset-required"], default))),
        ("signals of two months", (desk, now) => desk.AskAsync((SignalReport.Handler handler) => handler.TotalsAsync(now.AddDays(-62), default))),
        ("API versions of two years", (desk, now) => SharesAsync(desk, new(AdoptionReport.Grouping.ApiVersion, now.AddDays(-730)))),
        ("app versions of 90 days", (desk, now) => SharesAsync(desk, new(AdoptionReport.Grouping.AppVersion, now.AddDays(-90)))),
        ("app versions of two years", (desk, now) => SharesAsync(desk, new(AdoptionReport.Grouping.AppVersion, now.AddDays(-730), Platform: "ios"))),
        ("app versions of a week by hour", (desk, now) => SharesAsync(desk, new(AdoptionReport.Grouping.AppVersion, now.AddDays(-7), Daily: false))),
        ("callers of v1 in 28 days", (desk, now) => desk.AskAsync((AdoptionReport.Handler handler) => handler.CallersAsync("v1", now.AddDays(-28), default))),
        ("active devices", (desk, _) => desk.AskAsync((AdoptionReport.Handler handler) => handler.DevicesAsync(default))),
        ("preview of a minimum", (desk, _) => desk.GetAsync((PreviewMinimum.Handler handler) => handler.PreviewAsync("ios", "3.10.0", default))),
        ("retirement gate", (desk, _) => desk.GetAsync((RetirementGate.Handler handler) => handler.GetAsync("v1", default))),
        ("campaigns", (desk, _) => desk.AskAsync((ListCampaigns.Handler handler) => handler.ListAsync(new(Limit: 50), default))),
        ("drafts", (desk, _) => desk.AskAsync((ListCampaigns.Handler handler) => handler.ListAsync(new("draft", Limit: 50), default))),
        ("what waits for a person", (desk, _) => desk.AskAsync((ListAttention.Handler handler) => handler.ListAsync(null, 50, default))),
        ("push backlog", (desk, _) => desk.AskAsync((PushBacklog.Handler handler) => handler.GetAsync(default))),
    ];

    private static Task<IReadOnlyList<AdoptionReport.Point>> SharesAsync(Desk desk, AdoptionReport.Question question) =>
        desk.AskAsync((AdoptionReport.Handler handler) => handler.SharesAsync(question, default));
}
