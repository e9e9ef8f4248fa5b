using System.Security.Claims;
using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Testing;

/// <summary>A member of staff who asks the handlers of the dashboard, each time in a scope of its own, as a page does.</summary>
public sealed class Desk(IServiceProvider services, string user, params string[] roles)
{
    /// <summary>Of the person; the same under another account, where the test says so.</summary>
    public string PersonKey { get; init; } = $"person-{user}";

    public static Desk OfRelease(IServiceProvider services) => new(services, "sam", "viewer", "push", "release");

    /// <summary>A second person who may approve.</summary>
    public static Desk OfPush(IServiceProvider services) => new(services, "pia", "viewer", "push");

    public static Desk OfViewer(IServiceProvider services) => new(services, "vera", "viewer");

    public async Task<T> AskAsync<THandler, T>(Func<THandler, Task<T>> ask)
        where THandler : notnull
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().Is(
            new ClaimsPrincipal(new ClaimsIdentity([new(Caller.UserIdClaim, user), new(Staff.PersonKeyClaim, PersonKey), .. roles.Select(role => new Claim("roles", role))], "test")));
        return await ask(scope.ServiceProvider.GetRequiredService<THandler>());
    }

    /// <summary>Asks for what must be granted.</summary>
    public async Task<T> GetAsync<THandler, T>(Func<THandler, Task<Outcome<T>>> ask)
        where THandler : notnull
    {
        var outcome = await AskAsync(ask);
        Assert.True(outcome.Problem is null, $"{outcome.Problem?.Type.Code}: {outcome.Problem?.Detail} {Errors(outcome.Problem)}");
        return outcome.Value!;
    }

    /// <summary>Asks for what must be refused.</summary>
    public async Task<Problem> AssertRefusedAsync<THandler, T>(string code, Func<THandler, Task<Outcome<T>>> ask)
        where THandler : notnull
    {
        var outcome = await AskAsync(ask);
        Assert.Equal(code, outcome.Problem?.Type.Code);
        return outcome.Problem!;
    }

    /// <summary>Asks for a change of which one member is wrong.</summary>
    public async Task AssertInvalidAsync<THandler, T>(string member, Func<THandler, Task<Outcome<T>>> ask)
        where THandler : notnull =>
        Assert.Equal(member, Assert.Single((await AssertRefusedAsync("invalid-policy", ask)).Errors!).Key);

    private static string Errors(Problem? problem) => string.Join(' ', problem?.Errors?.SelectMany(error => error.Value.Prepend(error.Key)) ?? []);
}
