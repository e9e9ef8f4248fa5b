using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Mobile.Client;

/// <summary>A document as the app should show it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Value">The server's state with the writes of this device applied.</param>
/// <param name="Pending">Whether some of those writes have not reached the server.</param>
/// <typeparam name="T">The app's type for documents of the collection.</typeparam>
public sealed record Document<T>(string Id, T Value, bool Pending);

/// <summary>A document of the replica reads differently than before.</summary>
/// <param name="collection">Its collection.</param>
/// <param name="id">Its id.</param>
public sealed class DocumentChangedEventArgs(string collection, string id) : EventArgs, IEquatable<DocumentChangedEventArgs>
{
    /// <summary>The collection of the document.</summary>
    public string Collection { get; } = collection;

    /// <summary>The document; it may be gone.</summary>
    public string Id { get; } = id;

    /// <inheritdoc/>
    public bool Equals(DocumentChangedEventArgs? other) => other is not null && other.Collection == Collection && other.Id == Id;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DocumentChangedEventArgs);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Collection, Id);
}

/// <summary>What the app reads: there with or without a network, and after a restart.</summary>
public sealed class Replica
{
    private readonly LocalStore store;

    internal Replica(LocalStore store)
    {
        this.store = store;
        store.Changed += (_, change) => Changed?.Invoke(this, change);
    }

    /// <summary>Raised after a change is on disk, on a thread of the pool: by a write of this device, by its refusal, or by sync.</summary>
    public event EventHandler<DocumentChangedEventArgs>? Changed;

    /// <summary>One document; null when there is none, or when this device has removed it.</summary>
    public async Task<Document<T>?> GetAsync<T>(string collection, string id, JsonTypeInfo<T> type, CancellationToken stop = default) =>
        await store.RunAsync(unit => unit.Documents.Find(collection, id), stop).ConfigureAwait(false) is { } found ? Read(found, type) : null;

    /// <summary>All documents of a collection, newest id first.</summary>
    public async Task<IReadOnlyList<Document<T>>> ListAsync<T>(string collection, JsonTypeInfo<T> type, CancellationToken stop = default)
    {
        var found = await store.RunAsync(unit => unit.Documents.List(collection), stop).ConfigureAwait(false);
        return [.. found.Select(document => Read(document, type))];
    }

    private static Document<T> Read<T>(StoredDocument document, JsonTypeInfo<T> type) =>
        new(document.Id, JsonSerializer.Deserialize(document.View, type)!, document.Pending);
}
