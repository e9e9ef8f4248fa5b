namespace Mobile.Api.Hosting.Configuration;

/// <summary>One key of the configuration.</summary>
/// <param name="Default">As the documentation shows it; empty for none.</param>
/// <param name="Meaning">One line, with the values that are taken.</param>
/// <param name="Secret">Whether its value is shown to nobody.</param>
/// <param name="IsOfDevelopment">Whether the default is there in Development only.</param>
internal sealed record Setting(string Name, string Default, string Meaning, bool Secret = false, bool IsOfDevelopment = false)
{
    public string Section => Name.Split(ConfigurationPath.KeyDelimiter)[0];
}
