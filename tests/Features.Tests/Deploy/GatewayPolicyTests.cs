using System.Text.RegularExpressions;
using System.Xml.Linq;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Problems;
using Mobile.Features.Sessions;

namespace Mobile.Features.Tests.Deploy;

/// <summary>The gateway answers in the product's words, and knows the same versions, tokens and sizes.</summary>
public sealed partial class GatewayPolicyTests
{
    private readonly string policy = XDocument.Parse(DeployFiles.Read("apim", "policy.xml")).ToString();
    private readonly string problems = XDocument.Parse(DeployFiles.Read("apim", "problem.xml")).ToString();

    [Fact]
    public void A_problem_of_the_gateway_has_code_status_and_title_of_the_products_own()
    {
        var own = PipelineProblems.All.ToDictionary(problem => problem.Code, problem => (problem.Status, problem.Title), StringComparer.Ordinal);

        var gateways = ProblemText().Matches(problems).Select(match => match.Groups).ToDictionary(
            groups => groups["code"].Value, groups => (int.Parse(groups["status"].Value), groups["title"].Value), StringComparer.Ordinal);

        Assert.Equal(10, gateways.Count);
        Assert.All(gateways, gateway => Assert.Equal(own[gateway.Key], gateway.Value));
    }

    [Fact]
    public void Each_problem_that_the_policy_names_is_one_that_the_gateway_can_write()
    {
        var written = ProblemText().Matches(problems).Select(match => match.Groups["code"].Value).ToList();
        var named = NamedProblem().Matches(policy).Select(match => match.Groups["code"].Value).Distinct().ToList();

        Assert.Contains("token-expired", named);
        Assert.Empty(named.Except(written));
    }

    [Fact]
    public void It_lets_the_published_versions_pass()
    {
        var versions = string.Join(", ", new[] { "config" }.Concat(ApiVersions.Names).Select(name => $"&quot;{name}&quot;"));

        Assert.Contains($"new[] {{ {versions} }}", policy, StringComparison.Ordinal);
    }

    [Fact]
    public void It_expects_tokens_as_the_product_issues_them()
    {
        Assert.Contains($"jwt.Issuer != &quot;{AccessTokens.Issuer}&quot;", policy, StringComparison.Ordinal);
        Assert.Contains($"Audiences.Contains(&quot;{AccessTokens.Audience}&quot;)", policy, StringComparison.Ordinal);
        Assert.Contains("jwt.Algorithm != &quot;ES256&quot;", policy, StringComparison.Ordinal);
    }

    [Fact]
    public void The_proxy_writes_problems_of_the_product_too()
    {
        var own = PipelineProblems.All.ToDictionary(problem => problem.Code, StringComparer.Ordinal);

        var written = WrittenProblem().Matches(DeployFiles.Read("nginx.conf")).Select(match => match.Groups).ToList();

        Assert.Equal(2, written.Count);
        Assert.All(written, problem =>
        {
            var (status, body) = (int.Parse(problem["status"].Value), System.Text.Json.JsonDocument.Parse(problem["body"].Value).RootElement);
            var type = own[body.GetProperty("code").GetString()!];
            Assert.Equal(
                (type.Status, type.Status, type.Uri, type.Title, type.Retryable),
                (status, body.GetProperty("status").GetInt32(), body.GetProperty("type").GetString(), body.GetProperty("title").GetString(), body.GetProperty("retryable").GetBoolean()));
        });
    }

    [GeneratedRegex("""{ &quot;(?<code>[a-z-]+)&quot;, new\[] { &quot;(?<status>\d+)&quot;, &quot;(?<title>[^&]+)&quot;""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ProblemText();

    [GeneratedRegex("""(return|\?|:) &quot;(?<code>[a-z]+(-[a-z]+)+|forbidden|unauthenticated)&quot;""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NamedProblem();

    [GeneratedRegex("return (?<status>[45][0-9]{2}) '(?<body>{.+})';", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WrittenProblem();
}
