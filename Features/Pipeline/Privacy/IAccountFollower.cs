namespace Mobile.Features.Pipeline.Privacy;

/// <summary>Plays a feature's part in the end of an account that cannot wait for its erasure: nobody is signed in to it any more, and no device is its.</summary>
public interface IAccountFollower
{
    /// <summary>Runs in the transaction that deletes the account, perhaps outside of a request, and so changes few rows.</summary>
    Task DeletedAsync(string userId);
}
