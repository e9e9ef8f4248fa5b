namespace Mobile.Features.Pipeline.Forms;

/// <summary>Reads the forms of requests.</summary>
public static class FormReader
{
    /// <returns>Null where the body is no form, or one that cannot be read: malformed, over the limits, or in parts that are cut off.</returns>
    public static async Task<IFormCollection?> TryReadFormAsync(this HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.HasFormContentType)
        {
            return null;
        }

        try
        {
            return await request.ReadFormAsync(cancellationToken);
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or NotSupportedException or (IOException and not BadHttpRequestException))
        {
            // The reader of multipart ends so where the last boundary is missing, and where a part is in UTF-7.
            // What the server itself refuses has a status of its own.
            return null;
        }
    }
}
