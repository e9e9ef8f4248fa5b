using Mobile.Contracts;
using Mobile.Features.Pipeline;

namespace Mobile.Features.Tests.Contracts;

/// <summary>The gate: what the product serves is held against what apps in the field were built for.</summary>
public sealed class ContractTests(SqliteHost host) : IClassFixture<SqliteHost>
{
    [Fact]
    public async Task The_product_keeps_its_published_contracts()
    {
        var breaking = PublishedContracts.OfThisTree.Compare(await Product.ReadContractsAsync(host.Address)).Where(change => change.IsBreaking).ToList();

        Assert.True(breaking.Count == 0, $"Apps in the field would break (docs/compatibility.md):\n{string.Join('\n', breaking)}");
    }

    [Fact]
    public void Each_published_version_has_its_contract_and_no_other_has()
    {
        Assert.Equal(ApiVersions.Names.Order(StringComparer.Ordinal), PublishedContracts.OfThisTree.Versions);
    }

    [Fact]
    public async Task A_contract_is_the_same_text_from_every_node_and_under_every_name()
    {
        await using var store = new SqliteStore();
        await using var other = TestNode.Start(store, new());

        var contracts = await Product.ReadContractsAsync(host.Address);
        var same = await Product.ReadContractsAsync(new UriBuilder(other.Address) { Host = "localhost" }.Uri);

        Assert.All(contracts, contract => Assert.Equal(contract.Value.ToString(), same[contract.Key].ToString()));
    }

    [Fact]
    public void A_contract_that_is_read_and_written_stays_as_it_is()
    {
        Assert.All(PublishedContracts.OfThisTree.Versions, version =>
        {
            var text = File.ReadAllText(PublishedContracts.OfThisTree.FileOf(version));
            Assert.Equal(text, ContractDocument.Parse(text).ToString());
            Assert.DoesNotContain('\r', text);
            Assert.DoesNotContain("dev-identity", text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_version_that_is_no_longer_served_breaks_and_a_new_one_does_not()
    {
        var served = (await Product.ReadContractsAsync(host.Address)).ToDictionary(StringComparer.Ordinal);
        Assert.True(served.Remove("v1", out var contract));
        served["v9"] = contract;

        var changes = PublishedContracts.OfThisTree.Compare(served);

        Assert.StartsWith("v1: the version is no longer served.", Assert.Single(changes, change => change.IsBreaking).ToString(), StringComparison.Ordinal);
        Assert.Contains(changes, change => change.ToString() == "v9: a new major version.");
    }
}
