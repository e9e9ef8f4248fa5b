using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Mobile.Features.Profile;

/// <summary>A telephone number as people write it: <c>+81 3 1234-5678</c>, <c>(415) 555-2671</c>.</summary>
internal static partial class PhoneNumber
{
    public const string Form = "Send a telephone number: digits, with blanks, brackets or dashes between them.";

    /// <summary>
    /// Writes a number in ASCII: contacts and web pages copy it with marks of direction around it (U+202A to U+202C), no-break spaces, dashes of
    /// typography, and in the digits of the user's script.
    /// </summary>
    public static string? Normalize(string? number)
    {
        if (number is null)
        {
            return null;
        }

        var text = new StringBuilder(number.Length);
        foreach (var character in number)
        {
            switch (CharUnicodeInfo.GetUnicodeCategory(character))
            {
                case UnicodeCategory.Format:
                    break;
                case UnicodeCategory.SpaceSeparator:
                    text.Append(' ');
                    break;
                case UnicodeCategory.DashPunctuation:
                    text.Append('-');
                    break;
                case UnicodeCategory.DecimalDigitNumber:
                    text.Append((char)('0' + CharUnicodeInfo.GetDecimalDigitValue(character)));
                    break;
                default:
                    text.Append(character is '\uFF0B' ? '+' : character);
                    break;
            }
        }

        return text.ToString().Trim();
    }

    public static bool IsValid(string number) => Number().IsMatch(number);

    /// <summary>At least three digits and at most 50 characters.</summary>
    [GeneratedRegex(@"^(?=.{3,50}\z)(?=(.*[0-9]){3})\+?[0-9(][0-9 ()./-]*\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Number();
}

/// <summary>The member is a telephone number, or null.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class PhoneNumberAttribute() : ValidationAttribute(PhoneNumber.Form)
{
    public override bool IsValid(object? value) => value is not string number || PhoneNumber.IsValid(number);
}
