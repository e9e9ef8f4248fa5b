using Mobile.Features.Pipeline;

namespace Mobile.Contracts;

/// <summary>The contracts that this source tree would publish, as the running product serves them.</summary>
public static class Product
{
    public static async Task<IReadOnlyDictionary<string, ContractDocument>> ReadContractsAsync()
    {
        await using var store = new SqliteStore();
        await store.CreateAsync();
        await using var node = TestNode.Start(store, new TestClock());
        return await ReadContractsAsync(node.Address);
    }

    public static async Task<IReadOnlyDictionary<string, ContractDocument>> ReadContractsAsync(Uri address)
    {
        using var http = new HttpClient { BaseAddress = address };
        var contracts = new SortedDictionary<string, ContractDocument>(StringComparer.Ordinal);
        foreach (var version in ApiVersions.Names)
        {
            contracts[version] = ContractDocument.Parse(await http.GetStringAsync(new Uri($"/openapi/{version}.json", UriKind.Relative)));
        }

        return contracts;
    }
}
