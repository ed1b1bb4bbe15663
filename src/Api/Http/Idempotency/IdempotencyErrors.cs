using CloudControl.Domain;

namespace CloudControl.Api.Http.Idempotency;

/// <summary>The key was sent before, with another request.</summary>
public sealed record IdempotencyKeyReused() : Error(
    ErrorFamily.Invalid, "This Idempotency-Key was used for another request. Send a new key with a new request.");

/// <summary>The first request with the key has no answer yet.</summary>
public sealed record IdempotencyKeyInUse() : Error(
    ErrorFamily.Conflict, "A request with this Idempotency-Key is still being carried out.");
