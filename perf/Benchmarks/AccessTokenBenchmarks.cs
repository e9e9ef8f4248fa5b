using BenchmarkDotNet.Attributes;
using Microsoft.IdentityModel.Tokens;
using Mobile.Features.Pipeline;
using Mobile.Features.Sessions;

namespace Mobile.Benchmarks;

/// <summary>What it costs to know who calls: a signature for a token that was never seen, a look for one that was.</summary>
[MemoryDiagnoser]
public class AccessTokenBenchmarks
{
    private readonly VerifiedAccessTokens seen = new(new TokenUses(), new Revocations(TimeProvider.System), TimeProvider.System);
    private TokenValidationParameters parameters = null!;
    private string token = "";

    [GlobalSetup]
    public void SetUp() => SetUpAsync().GetAwaiter().GetResult();

    [Benchmark(Baseline = true, Description = "an access token for the first time")]
    public Task<TokenValidationResult> First() =>
        new VerifiedAccessTokens(new TokenUses(), new Revocations(TimeProvider.System), TimeProvider.System).ValidateTokenAsync(token, parameters);

    [Benchmark(Description = "an access token that was verified before")]
    public Task<TokenValidationResult> Again() => seen.ValidateTokenAsync(token, parameters);

    private async Task SetUpAsync()
    {
        using var store = await TemporaryStore.CreateAsync();
        var tokens = new AccessTokens(await store.LoadKeysAsync(new SigningKeyNeeded(AccessTokens.KeyId, "ES256")), TimeProvider.System);
        parameters = tokens.ValidationParameters();
        token = tokens.Issue(Sample.UserId, Sample.SessionId, generation: 1);
        if (!(await seen.ValidateTokenAsync(token, parameters)).IsValid)
        {
            throw new InvalidOperationException("The token is not valid.");
        }
    }
}
