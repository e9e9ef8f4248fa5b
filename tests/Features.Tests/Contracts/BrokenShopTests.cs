using Mobile.Contracts;

namespace Mobile.Features.Tests.Contracts;

public sealed class BrokenShopTests
{
    [Fact]
    public async Task A_renamed_field_a_narrowed_range_and_a_removed_endpoint_are_named_and_nothing_else_of_orders_is()
    {
        var changes = Corrections.OfThisTree.Apply(
            ContractComparison.Compare(PublishedContracts.OfThisTree.Read("v2"), await BrokenShop.ReadContractAsync()));

        Assert.Equal(
            [
                "DELETE /api/v2/orders/{id}: the endpoint was removed. Apps in the field still call it. Keep it, or publish a new major version.",
                "POST /api/v2/orders › request › lines[].quantity: the largest allowed value went from 99 to 50. Apps in the field still send up to 99. Keep accepting it, or publish a new major version.",
                "POST /api/v2/orders › response 201 › placedAt: the field looks renamed to createdAt. Apps in the field still read placedAt. Keep sending placedAt beside createdAt, or publish a new major version.",
            ],
            changes.Where(change => change.IsBreaking && change.Places[0].Contains("/api/v2/orders", StringComparison.Ordinal))
                .Select(change => change.ToString()).Order(StringComparer.Ordinal));
    }
}
