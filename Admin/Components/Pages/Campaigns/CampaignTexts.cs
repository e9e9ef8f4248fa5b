using Mobile.Admin.Components.Controls;
using Mobile.Features.Campaigns;
using Mobile.Features.Devices;
using Mobile.Features.Push;

namespace Mobile.Admin.Components.Pages.Campaigns;

/// <summary>What is said about campaigns, in plain words.</summary>
internal static class CampaignTexts
{
    public static readonly IReadOnlyList<(string Value, string Text)> Categories = [("promotions", "Promotions"), ("orders", "Orders")];

    /// <summary>The rules that can be added to an audience.</summary>
    public static readonly IReadOnlyList<(string Kind, string Text)> Rules =
    [
        (AudienceNode.Platform, "Platform"),
        (AudienceNode.AppVersion, "App version"),
        (AudienceNode.Locale, "Language"),
        (AudienceNode.OptedIn, "Allows a category too"),
        (AudienceNode.ActiveWithin, "Seen within days"),
        (AudienceNode.InactiveFor, "Not seen for days"),
        (AudienceNode.Users, "Users"),
    ];

    public static string State(string state) => state switch
    {
        CampaignStates.Draft => "Draft",
        CampaignStates.AwaitingApproval => "Waits for approval",
        CampaignStates.Scheduled => "Scheduled",
        CampaignStates.Preparing => "Choosing recipients",
        CampaignStates.Running => "Running",
        CampaignStates.Paused => "Paused",
        CampaignStates.Completed => "Completed",
        _ => "Cancelled",
    };

    public static string? Tone(string state) => state switch
    {
        CampaignStates.Scheduled or CampaignStates.Preparing or CampaignStates.Running => "info",
        CampaignStates.AwaitingApproval or CampaignStates.Paused => "warn",
        CampaignStates.Completed => "good",
        CampaignStates.Cancelled => "bad",
        _ => null,
    };

    public static string Platform(PushPlatform platform) => platform is PushPlatform.Apns ? "iOS" : "Android";

    public static string Category(PushCategory category) => category is PushCategory.Orders ? "Orders" : "Promotions";

    /// <summary>Why something was not sent.</summary>
    public static string Reason(string reason) => reason switch
    {
        SuppressedReasons.OptedOut => "Refuses the category by now",
        SuppressedReasons.Unregistered => "No longer registered",
        SuppressedReasons.HandleRefused => "The hub refuses its token",
        SuppressedReasons.WeeklyCap => "Had enough campaigns this week",
        SuppressedReasons.Expired => "Would have come too late",
        SuppressedReasons.Superseded => "Replaced by a later one",
        SuppressedReasons.LocalTimePassed => "The local time was over",
        SuppressedReasons.Cancelled => "The campaign was cancelled",
        "" => "Without a reason",
        _ => reason,
    };

    public static string Life(TimeSpan life) => CampaignInput.Split(life) is var (number, unit) && number == 1 ? $"1 {unit[..^1]}" : Figure.Of(number, unit[..^1]);
}
