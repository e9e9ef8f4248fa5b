using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Mobile.Perf.Scenarios;

namespace Mobile.Perf.Commands;

/// <summary>The options of the load suite, and what is not allowed in them.</summary>
internal static class LoadArguments
{
    private const int MaxRate = 100_000;
    private const int MaxCopies = 10_000;

    public static readonly Option<bool> List = new("--list") { Description = "Show the scenarios and what each promises." };

    private static readonly TimeSpan UsualDuration = TimeSpan.FromSeconds(30);

    private static readonly Option<IReadOnlyList<ScenarioPlan>?> Scenarios = new("--scenario")
    {
        Description = "Which ones, separated by commas; all of them when left out.",
        HelpName = "names",
        CustomParser = result => Parse<IReadOnlyList<ScenarioPlan>?>(result, text =>
            [.. text.Split(',', StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal).Select(name =>
                AllScenarios.Plans.FirstOrDefault(plan => plan.Name == name)
                ?? throw new UsageException($"There is no scenario '{name}'; there are {string.Join(", ", AllScenarios.Plans.Select(plan => plan.Name))}."))]),
    };

    private static readonly Option<double?> Rate = new("--rate")
    {
        Description = "Arrivals per second; each scenario has its usual rate. Of reconnect-storm: how many phones.",
        HelpName = "n",
        CustomParser = result => Parse<double?>(result, text =>
            double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate) && rate is > 0 and <= MaxRate
                ? rate
                : throw new UsageException($"--rate is a number above 0 and up to {MaxRate}, not '{text}'.")),
    };

    private static readonly Option<int?> Copies = new("--copies")
    {
        Description = "A closed model instead: so many arrivals at a time, each followed by the next. Finds what a server can do.",
        HelpName = "n",
        CustomParser = result => Parse<int?>(result, text =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var copies) && copies is > 0 and <= MaxCopies
                ? copies
                : throw new UsageException($"--copies is a whole number from 1 to {MaxCopies}, not '{text}'.")),
    };

    private static readonly Option<TimeSpan?> Duration = new("--duration")
    {
        Description = "How long each scenario is measured: 45, 45s or 2m; 30s when left out. reconnect-storm is over when all phones are done.",
        HelpName = "time",
        CustomParser = result => Parse<TimeSpan?>(result, text => ParseDuration(text)),
    };

    private static readonly Option<Uri?> Target = new("--target")
    {
        Description = "A server that runs already; when left out, each scenario starts one of its own.",
        HelpName = "url",
        CustomParser = result => Parse<Uri?>(result, text =>
            Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : throw new UsageException($"--target is an http or https URL, not '{text}'.")),
    };

    private static readonly Option<IReadOnlyList<string>?> IdTokens = new("--id-tokens")
    {
        Description = "A file with id tokens of the target's identity provider, one a line and user.",
        HelpName = "file",
        CustomParser = result => Parse<IReadOnlyList<string>?>(result, ReadIdTokens),
    };

    private static readonly Option<int> Seed = new("--seed")
    {
        Description = "Repeats what is drawn at random.",
        HelpName = "n",
        CustomParser = result => Parse(result, text =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seed) ? seed : throw new UsageException($"--seed is a whole number from 0, not '{text}'.")),
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<bool> Smoke = new("--smoke") { Description = "Each scenario for two seconds at a low rate; latency is not judged." };

    private static readonly Option<DirectoryInfo?> Report = new("--report")
    {
        Description = "The folder of report.html and report.json; perf-results/<time> when left out.",
        HelpName = "folder",
    };

    public static IReadOnlyList<Option> All { get; } = [List, Scenarios, Rate, Copies, Duration, Target, IdTokens, Seed, Smoke, Report];

    /// <exception cref="UsageException">What each says is good, but not together.</exception>
    public static LoadOptions Read(ParseResult parsed)
    {
        var idTokens = parsed.GetValue(IdTokens) ?? [];
        if (idTokens is not [] && parsed.GetValue(Target) is null)
        {
            throw new UsageException("--id-tokens goes with --target: a server of its own signs in whom it likes.");
        }

        if (parsed.GetValue(Rate) is not null && parsed.GetValue(Copies) is not null)
        {
            throw new UsageException("--rate is for an open model and --copies for a closed one: give one of them.");
        }

        return new(
            parsed.GetValue(Scenarios) ?? AllScenarios.Plans,
            parsed.GetValue(Rate),
            parsed.GetValue(Copies),
            parsed.GetValue(Duration) ?? UsualDuration,
            parsed.GetValue(Target),
            idTokens,
            parsed.GetValue(Seed),
            parsed.GetValue(Smoke),
            CreateFolder(parsed.GetValue(Report) ?? new($"perf-results/{TimeProvider.System.GetUtcNow():yyyy-MM-dd'T'HHmmss'Z'}")));
    }

    /// <summary>Before the run, whose figures would else have no place to go.</summary>
    private static DirectoryInfo CreateFolder(DirectoryInfo folder)
    {
        try
        {
            folder.Create();
            return folder;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--report: {failure.Message}");
        }
    }

    private static TimeSpan ParseDuration(string text)
    {
        var (number, unit) = text switch
        {
            [.. var minutes, 'm'] => (minutes, 60d),
            [.. var seconds, 's'] => (seconds, 1d),
            _ => (text, 1d),
        };
        return double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value * unit is >= 1 and <= 24 * 3600 and var time
            ? TimeSpan.FromSeconds(time)
            : throw new UsageException($"--duration is a time from 1s to 24 hours such as 45, 45s or 2m, not '{text}'.");
    }

    private static string[] ReadIdTokens(string path)
    {
        try
        {
            return File.ReadAllLines(path).Select(line => line.Trim()).Where(line => line.Length > 0).ToArray() is { Length: > 0 } tokens
                ? tokens
                : throw new UsageException($"{path} has no id tokens: write one a line.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(failure.Message);
        }
    }

    private static T? Parse<T>(ArgumentResult result, Func<string, T> parse)
    {
        try
        {
            return parse(result.Tokens.Single().Value);
        }
        catch (UsageException wrong)
        {
            result.AddError(wrong.Message);
            return default;
        }
    }
}
