using System.Diagnostics;
using System.Net;
using System.Text;
using Mobile.Client;

/// <summary>Shows the sign-in page in the system's browser, which comes back to a port of this machine (RFC 8252 §7.3).</summary>
/// <param name="open">Opens an address; by default with what the system opens links with.</param>
internal sealed class LoopbackBrowser(Action<Uri>? open = null) : IBrowser
{
    public async Task<Uri> AuthorizeAsync(Uri start, Uri redirect, CancellationToken stop)
    {
        using var listener = new HttpListener { Prefixes = { redirect.GetLeftPart(UriPartial.Authority) + "/" } };
        listener.Start();
        (open ?? Open)(start);
        while (true)
        {
            var context = await listener.GetContextAsync().WaitAsync(stop);
            var isAnswer = context.Request.Url is { } url && url.AbsolutePath == redirect.AbsolutePath;

            // Browsers ask for an icon, too.
            context.Response.StatusCode = isAnswer ? 200 : 404;
            context.Response.ContentType = "text/plain; charset=utf-8";
            context.Response.Close(Encoding.UTF8.GetBytes(isAnswer ? "Signed in. You can close this window." : ""), willBlock: true);
            if (isAnswer)
            {
                return context.Request.Url!;
            }
        }
    }

    private static void Open(Uri address) => Process.Start(new ProcessStartInfo(address.AbsoluteUri) { UseShellExecute = true })?.Dispose();
}
