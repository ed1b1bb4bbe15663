using CloudControl.Infrastructure.Idempotency;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.Features;

namespace CloudControl.Api.Http.Idempotency;

/// <summary>
/// Carries out a POST with an <c>Idempotency-Key</c> once, however often it is sent: whoever sends it again within 24 hours gets the
/// first answer. The key's lock, the operation's effect and the answer belong to one transaction, so that there is no moment at which a
/// crash leaves one without the others. Behind authorization: who may not ask is not told what others were answered.
/// </summary>
public static class IdempotentPosts
{
    /// <summary>On an answer that was given before.</summary>
    public const string ReplayedHeader = "Idempotency-Replayed";

    private const int RetryAfterSeconds = 1;

    public static void UseIdempotencyKeys(this WebApplication app) => app.Use((context, next) =>
        HttpMethods.IsPost(context.Request.Method) && context.GetEndpoint() is not null && Caller.Of(context) is { } caller
            && context.Request.Headers.TryGetValue(IdempotencyKey.Header, out var header)
            ? CarryOutOnceAsync(IdempotencyKey.Parse(header), caller, context, next)
            : next(context));

    private static async Task CarryOutOnceAsync(IdempotencyKey? key, Caller caller, HttpContext context, RequestDelegate next)
    {
        if (key is null)
        {
            await Malformed.WriteAsync(context);
            return;
        }

        var ct = context.RequestAborted;
        var (db, clock) = (context.RequestServices.GetRequiredService<CloudControlDb>(), context.RequestServices.GetRequiredService<TimeProvider>());
        var (keyHash, requestHash) = (key.HashFor(caller.TokenId), await RequestHash.OfAsync(context.Request, ct));
        var seal = new AnswerSeal(BearerAuthentication.SecretOf(context.Request)!, keyHash, requestHash);

        // Whatever the operation commits is committed with this.
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (!await KeptAnswers.TryLockAsync(db, keyHash, ct))
        {
            await (ErrorMapping.Of(new IdempotencyKeyInUse()) with { RetryAfterSeconds = RetryAfterSeconds }).WriteAsync(context);
            return;
        }

        if (await KeptAnswers.FindAsync(db, keyHash, clock.GetUtcNow(), ct) is { } kept)
        {
            await (kept.RequestHash.AsSpan().SequenceEqual(requestHash)
                ? ReplayAsync(seal.Open(kept.SealedAnswer), context)
                : ErrorMapping.Of(new IdempotencyKeyReused()).WriteAsync(context));
            return;
        }

        var answer = await CaptureAsync(context, next);
        if (answer.IsFinal)
        {
            // Not given up for a client that hung up just now: it will ask again, and this is what it wants to hear.
            await KeptAnswers.KeepAsync(db, keyHash, caller.AccountId, requestHash, seal.Close(answer), clock.GetUtcNow(), CancellationToken.None);
            await transaction.CommitAsync(CancellationToken.None);
        }
        else
        {
            await transaction.RollbackAsync(ct);
        }

        await answer.WriteAsync(context);
    }

    private static ErrorAnswer Malformed { get; } = ErrorMapping.Of(StatusCodes.Status400BadRequest) with
    {
        Message = $"An Idempotency-Key is 1 to {IdempotencyKey.MaximumLength} visible ASCII characters, sent once.",
    };

    private static Task ReplayAsync(Answer answer, HttpContext context)
    {
        context.Response.Headers[ReplayedHeader] = "true";
        return answer.WriteAsync(context);
    }

    /// <summary>Runs the operation and keeps its answer back, which nobody may see before it is committed.</summary>
    private static async Task<Answer> CaptureAsync(HttpContext context, RequestDelegate next)
    {
        var wire = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        using var buffer = new MemoryStream();
        var body = new StreamResponseBodyFeature(buffer);
        context.Features.Set<IHttpResponseBodyFeature>(body);
        try
        {
            await next(context);
            await body.CompleteAsync();
            return Answer.Of(context, buffer.ToArray());
        }
        finally
        {
            context.Features.Set(wire);
        }
    }
}
