using System.Data.Common;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Mobile.Features.Data;

namespace Mobile.Features.Pipeline;

/// <summary>The keys under which the framework seals cookies and forms, kept in the product's database, so that any node opens what another has sealed.</summary>
public sealed class ProtectionKeys(Database database, TimeProvider clock) : IXmlRepository
{
    // The interface does not know waiting. It is asked when the process starts, and then once a day.
    public IReadOnlyCollection<XElement> GetAllElements() =>
        [.. database.ReadAsync(unit => unit.QueryAsync<string>(Sql.All, null, CancellationToken.None), CancellationToken.None)
            .GetAwaiter().GetResult().Select(xml => XElement.Parse(xml))];

    /// <summary>Nodes that start together each make a key, and read all keys again: the first one's of a day stands for all.</summary>
    public void StoreElement(XElement element, string friendlyName)
    {
        var row = new
        {
            Id = friendlyName.StartsWith("key-", StringComparison.Ordinal) ? $"key of {clock.GetUtcNow():yyyy-MM-dd}" : friendlyName,
            Xml = element.ToString(SaveOptions.DisableFormatting),
            CreatedAt = clock.UnixMilliseconds(),
        };
        try
        {
            database.WriteAsync(unit => unit.ExecuteAsync(Sql.Insert, row, CancellationToken.None), CancellationToken.None).GetAwaiter().GetResult();
        }
        catch (DbException exists) when (database.Dialect.IsUniqueViolation(exists))
        {
            // Another node was first.
        }
    }

    private static class Sql
    {
        public const string All = "SELECT xml FROM protection_keys ORDER BY created_at, id";
        public const string Insert = "INSERT INTO protection_keys (id, xml, created_at) VALUES (@Id, @Xml, @CreatedAt)";
    }
}

public static class ProtectionKeysRegistration
{
    public static void AddProtectionKeys(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("mobile");
        services.AddOptions<KeyManagementOptions>().Configure<ProtectionKeys>((management, keys) =>
        {
            management.XmlRepository = keys;

            // As the other keys of the product: whoever reads the database can read them.
            management.XmlEncryptor = new NullXmlEncryptor();
        });
    }
}
