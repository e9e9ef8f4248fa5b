using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Mobile.Features.Tests.Deploy;

public sealed class ProxyTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mobile-proxy-");

    [NginxFact]
    public async Task Nginx_takes_its_configuration()
    {
        WriteCertificate();
        var configuration = Path.Combine(folder.FullName, "nginx.conf");

        // Ports, files and the socket of the process are those of a container.
        await File.WriteAllTextAsync(configuration, DeployFiles.Read("nginx.conf")
            .Replace("/etc/nginx/tls", folder.FullName, StringComparison.Ordinal)
            .Replace("/var/run/nginx.pid", Path.Combine(folder.FullName, "nginx.pid"), StringComparison.Ordinal)
            .Replace("listen 80;", $"listen unix:{folder.FullName}/http;", StringComparison.Ordinal)
            .Replace("listen 443 ", $"listen unix:{folder.FullName}/https ", StringComparison.Ordinal)
            .Replace("listen 127.0.0.1:8081;", $"listen unix:{folder.FullName}/health;", StringComparison.Ordinal));

        using var nginx = Process.Start(new ProcessStartInfo(NginxProxy.Program!, ["-t", "-c", configuration, "-e", Path.Combine(folder.FullName, "error.log")])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        })!;
        var said = await nginx.StandardError.ReadToEndAsync();
        await nginx.WaitForExitAsync();

        Assert.True(nginx.ExitCode == 0, said);
    }

    public void Dispose() => folder.Delete(recursive: true);

    private void WriteCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddMinutes(-5), now.AddDays(1));
        File.WriteAllText(Path.Combine(folder.FullName, "fullchain.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder.FullName, "privkey.pem"), key.ExportPkcs8PrivateKeyPem());
    }
}
