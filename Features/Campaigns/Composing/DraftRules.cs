using System.Text;
using Mobile.Features.Campaigns.Audiences;
using Mobile.Features.Devices;
using Mobile.Features.Push;

namespace Mobile.Features.Campaigns.Composing;

/// <summary>What a draft must be like to be kept: whatever could not be sent is refused where it is written.</summary>
internal static class DraftRules
{
    private const int MaxName = 200;
    private const int MaxBody = 4_000;
    private const int MaxThrottle = 1_000_000;
    private const int MaxWeeklyCap = 100;

    private static readonly TimeSpan ShortestLife = TimeSpan.FromMinutes(1);

    /// <summary>The platforms keep nothing for longer.</summary>
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(28);

    public static Errors Check(DraftCampaign.Change change, string id)
    {
        var errors = CheckContent(change.Content, id);
        errors.Require(IsLine(change.Name, MaxName), "name", $"Name the campaign, in one line of at most {MaxName} characters.");
        errors.Require(change.ThrottlePerMinute is null or (>= 1 and <= MaxThrottle), "throttlePerMinute", $"Give a whole number from 1 to {MaxThrottle}, or none.");
        errors.Require(change.WeeklyCap is null or (>= 1 and <= MaxWeeklyCap), "weeklyCap", $"Give a whole number from 1 to {MaxWeeklyCap}, or none.");
        errors.Require(!change.RetriesUnknown || change.CollapseId is not null, "retriesUnknown", "Give a collapse id, so that a second arrival replaces the first.");
        errors.Add(AudienceReader.Read(change.Audience).Errors);
        return errors;
    }

    /// <param name="id">Stands in the payload, and so counts.</param>
    public static Errors CheckContent(PushContent content, string id)
    {
        var errors = new Errors();
        errors.Require(IsLine(content.Title, PushContent.MaxTitle), "title", $"Give a title, in one line of at most {PushContent.MaxTitle} characters.");
        errors.Require(IsText(content.Body, MaxBody), "body", $"Give a text of at most {MaxBody} characters.");
        errors.Require(
            content.DeepLink is null || (IsLine(content.DeepLink, PushContent.MaxDeepLink) && Uri.IsWellFormedUriString(content.DeepLink, UriKind.Absolute)),
            "deepLink",
            $"Give an absolute URI of at most {PushContent.MaxDeepLink} characters, such as mobile://products/MUG-RED.");
        errors.Require(
            content.CollapseId is null || (IsLine(content.CollapseId, PushContent.MaxCollapseId) && Ascii.IsValid(content.CollapseId)),
            "collapseId",
            $"Give at most {PushContent.MaxCollapseId} ASCII characters.");
        errors.Require(content.TimeToLive >= ShortestLife && content.TimeToLive <= LongestLife, "timeToLive", $"Let it live from a minute to {LongestLife.Days} days.");
        foreach (var platform in errors.None ? Enum.GetValues<PushPlatform>() : [])
        {
            var bytes = PushPayload.Render(platform, id, content).Length;
            errors.Require(bytes <= PushPayload.MaxBytes, "body", $"For {platform.Name()} the payload has {bytes} bytes; {PushPayload.MaxBytes} fit. Shorten the text.");
        }

        return errors;
    }

    private static bool IsLine(string text, int max) => IsText(text, max) && !text.Any(char.IsControl);

    /// <summary>Something to read: no half of a surrogate pair, no control characters but line breaks and tabs.</summary>
    private static bool IsText(string text, int max) =>
        !string.IsNullOrWhiteSpace(text) && text.Length <= max && IsWellFormed(text)
        && !text.Any(character => char.IsControl(character) && character is not ('\n' or '\r' or '\t'));

    /// <summary>Every surrogate has its other half; UTF-8 knows no half.</summary>
    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && !char.IsSurrogatePair(text, i++))
            {
                return false;
            }
        }

        return true;
    }
}
