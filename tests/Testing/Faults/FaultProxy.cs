using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Mobile.Testing.Faults;

/// <summary>
/// A bad network between an app and a server: a reverse proxy on a port of its own that treats each request as its plan says.
/// It holds an answer until it is whole, so it is no place for event streams.
/// </summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly HttpMessageInvoker http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });
    private readonly long[] counts = new long[Enum.GetValues<Fault>().Length];
    private readonly WebApplication app;
    private readonly TimeProvider clock;
    private long requests;
    private volatile FaultPlan plan;
    private volatile Uri target;

    private FaultProxy(Uri target, FaultPlan plan, TimeProvider clock)
    {
        this.target = target;
        this.plan = plan;
        this.clock = clock;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.Run(TreatAsync);
    }

    /// <summary>Stays the same while servers behind it come and go.</summary>
    public Uri Address => new(app.Urls.Single());

    /// <summary>The server; replace it when it has come back at another address.</summary>
    public Uri Target
    {
        get => target;
        set => target = value;
    }

    public FaultPlan Plan
    {
        get => plan;
        set => plan = value;
    }

    public long Requests => Interlocked.Read(ref requests);

    /// <param name="clock">On which delays pass.</param>
    public static async Task<FaultProxy> StartAsync(Uri target, FaultPlan plan, TimeProvider clock)
    {
        var proxy = new FaultProxy(target, plan, clock);
        await proxy.app.StartAsync();
        return proxy;
    }

    /// <summary>From here on the network is good.</summary>
    public void Calm() => Plan = FaultPlan.None;

    /// <summary>How many requests met the fault.</summary>
    public long Count(Fault fault) => Interlocked.Read(ref counts[(int)fault]);

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        http.Dispose();
    }

    private async Task TreatAsync(HttpContext context)
    {
        var fate = plan.Of(Interlocked.Increment(ref requests));
        Interlocked.Increment(ref counts[(int)fate.Fault]);
        var answer = fate.Fault == Fault.DropRequest ? null : await AnswerAsync(context, fate);
        if (answer is null || fate.Fault == Fault.DropReply)
        {
            context.Abort();
            return;
        }

        // Kestrel sends what there is, and closes a connection whose answer ends before its announced length.
        await answer.WriteAsync(context.Response, fate.Fault == Fault.CutReply ? answer.Body.Length / 2 : answer.Body.Length);
    }

    /// <returns>Null when the server is gone, which the app sees as a broken connection.</returns>
    private async Task<ProxiedAnswer?> AnswerAsync(HttpContext context, Fate fate)
    {
        try
        {
            var stop = context.RequestAborted;
            var request = await ProxiedRequest.ReadAsync(context.Request, stop);
            if (fate.Fault == Fault.Delay)
            {
                await Task.Delay(fate.Delay, clock, stop);
            }

            if (fate.Fault != Fault.Duplicate)
            {
                return await ForwardAsync(request, stop);
            }

            var answers = await Task.WhenAll(ForwardAsync(request, stop), ForwardAsync(request, stop));
            return answers[fate.Answer];
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or OperationCanceledException)
        {
            return null;
        }
    }

    private async Task<ProxiedAnswer> ForwardAsync(ProxiedRequest request, CancellationToken stop)
    {
        using var message = request.ToMessage(target);
        using var answer = await http.SendAsync(message, stop);
        return await ProxiedAnswer.ReadAsync(answer, stop);
    }
}
