using System.Web;

namespace Mobile.WalkingPhone;

/// <summary>The browser of the sign-in, in which the person picks the user at the development provider.</summary>
internal sealed class Tap(string user) : IBrowser
{
    public async Task<Uri> AuthorizeAsync(Uri start, Uri redirect, CancellationToken stop)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var answer = await http.GetAsync(new Uri($"{start}&login_hint={HttpUtility.UrlEncode(user)}"), stop);
        return answer.Headers.Location ?? throw new InvalidOperationException($"The provider does not sign {user} in.");
    }
}
