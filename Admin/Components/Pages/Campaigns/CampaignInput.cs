using Mobile.Admin.Actions;
using Mobile.Features.Campaigns.Composing;
using Mobile.Features.Devices;

namespace Mobile.Admin.Components.Pages.Campaigns;

/// <summary>What the composer's fields say.</summary>
internal static class CampaignInput
{
    private const string Minutes = "minutes";
    private const string Hours = "hours";
    private const string Days = "days";
    private const int Furthest = 100_000;

    public static readonly IReadOnlyList<(string Value, string Text)> Units = [(Minutes, Minutes), (Hours, Hours), (Days, Days)];

    /// <param name="id">Null for a new campaign.</param>
    public static DraftCampaign.Change Read(ActionInput form, string? id) => new(
        id,
        form.Text("name") ?? "",
        form.Text("category") == PushCategory.Orders.Name() ? PushCategory.Orders : PushCategory.Promotions,
        form.Text("title") ?? "",
        form.Text("body") ?? "",
        AudienceForm.Read(form).Root.ToJson().ToJsonString(),
        form.Text("deepLink"),
        form.Text("collapseId"),
        ReadLife(form),
        form.Number("throttlePerMinute"),
        form.Number("weeklyCap"),
        form.Checked("honoursQuietHours"),
        form.Checked("retriesUnknown"),
        id is null ? null : form.Revision);

    /// <summary>In the largest unit that tells it exactly.</summary>
    public static (int Number, string Unit) Split(TimeSpan life) => life switch
    {
        { TotalHours: var hours } when hours % 24 == 0 => ((int)hours / 24, Days),
        { TotalMinutes: var minutes } when minutes % 60 == 0 => ((int)minutes / 60, Hours),
        _ => ((int)life.TotalMinutes, Minutes),
    };

    private static TimeSpan ReadLife(ActionInput form)
    {
        if (form.Number("timeToLive") is not { } number)
        {
            return TimeSpan.FromDays(1);
        }

        // What is far out of range is refused as such, whatever the unit.
        number = Math.Clamp(number, -Furthest, Furthest);
        return form.Text("timeToLiveUnit") switch
        {
            Minutes => TimeSpan.FromMinutes(number),
            Hours => TimeSpan.FromHours(number),
            _ => TimeSpan.FromDays(number),
        };
    }
}
