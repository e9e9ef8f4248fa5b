using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Catalog;

public static class CatalogProblems
{
    public static readonly ProblemType ProductNotFound = new(
        "product-not-found", 404, "There is no such product", "Refresh the catalogue; this product is not, or no longer, on sale.");

    public static IReadOnlyList<ProblemType> All { get; } = [ProductNotFound];
}
