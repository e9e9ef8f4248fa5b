using System.Text.Json;

namespace Mobile.WalkingPhone;

/// <summary>The vault of a phone that exists only in a test: tokens in a plain file, replaced as a whole. No app may do this.</summary>
internal sealed class FileTokenStore(string path) : ITokenStore
{
    public Task<TokenSet?> LoadAsync(CancellationToken stop) =>
        Task.FromResult(File.Exists(path) ? JsonSerializer.Deserialize<TokenSet>(File.ReadAllText(path)) : null);

    public Task SaveAsync(TokenSet tokens, CancellationToken stop)
    {
        File.WriteAllText(path + ".new", JsonSerializer.Serialize(tokens));
        File.Move(path + ".new", path, overwrite: true);
        return Task.CompletedTask;
    }

    public Task ClearAsync(CancellationToken stop)
    {
        File.Delete(path);
        return Task.CompletedTask;
    }
}
