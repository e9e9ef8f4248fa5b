using Mobile.Perf.Phones;
using Mobile.Testing.Hub;

namespace Mobile.Perf.Target;

/// <summary>The server under load, and what a scenario may have of it.</summary>
internal interface ITarget : IAsyncDisposable
{
    Uri Address { get; }

    /// <summary>How many users it can sign in.</summary>
    int Users { get; }

    /// <summary>Its notification hub, where that is in our hands.</summary>
    HubStandIn? Hub { get; }

    /// <summary>Whether it was started for this scenario, so that all that is in it is the scenario's.</summary>
    bool IsOwn { get; }

    /// <param name="user">From 0, below <see cref="Users"/>.</param>
    Task<Account> SignInAsync(int user, string deviceId, CancellationToken stop);
}

/// <summary>The target cannot be used as it is; the message says what to do.</summary>
internal sealed class TargetException(string message) : Exception(message);
