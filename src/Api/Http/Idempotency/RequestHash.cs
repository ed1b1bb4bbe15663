using System.Security.Cryptography;
using System.Text;

namespace CloudControl.Api.Http.Idempotency;

/// <summary>Tells one request from another: by its method, path, query and body, byte for byte.</summary>
internal static class RequestHash
{
    /// <summary>Hashes a request, whose body can still be read afterwards. Kestrel bounds the body: <see cref="RequestLimits.MaximumBodyBytes"/>.</summary>
    public static async Task<byte[]> OfAsync(HttpRequest request, CancellationToken ct)
    {
        request.EnableBuffering(RequestLimits.MaximumBodyBytes);
        var body = await SHA256.HashDataAsync(request.Body, ct);
        request.Body.Position = 0;

        var line = $"{request.Method} {request.Path.ToUriComponent().TrimEnd('/')}{request.QueryString}\n";     // clients do with and without the slash
        return SHA256.HashData([.. Encoding.UTF8.GetBytes(line), .. body]);
    }
}
