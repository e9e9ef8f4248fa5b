using Mobile.Features.Data;

namespace Mobile.Api.Hosting;

/// <summary>Which parts of the product this process serves, from <c>Host:Roles</c>; all of them by default.</summary>
[Flags]
internal enum HostRoles
{
    None = 0,

    /// <summary>The mobile endpoints, sign-in and the documents.</summary>
    Api = 1,

    /// <summary>The dashboard for staff.</summary>
    Admin = 2,

    /// <summary>Background work, such as the garbage collection. A process of this role alone answers its health checks and nothing else.</summary>
    Worker = 4,

    All = Api | Admin | Worker,
}

internal static class HostRolesSetting
{
    /// <exception cref="ConfigurationException">A role is unknown.</exception>
    public static HostRoles Read(IConfiguration configuration)
    {
        var roles = HostRoles.None;
        foreach (var name in (configuration["Host:Roles"] ?? "api,admin,worker").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            roles |= name.ToLowerInvariant() switch
            {
                "api" => HostRoles.Api,
                "admin" => HostRoles.Admin,
                "worker" => HostRoles.Worker,
                _ => throw new ConfigurationException($"Host:Roles names '{name}'; use any of api, admin and worker, separated by commas."),
            };
        }

        return roles is not HostRoles.None ? roles : throw new ConfigurationException("Host:Roles is empty; use any of api, admin and worker, separated by commas.");
    }
}
