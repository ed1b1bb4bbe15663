using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudControl.Api.Health;

/// <summary>GET /healthz: this process runs. It asks nobody else, so a restart is the right answer to its silence.</summary>
public static class GetHealth
{
    public sealed record Response(string Status);

    public static Ok<Response> Handle() => TypedResults.Ok(new Response("ok"));
}
