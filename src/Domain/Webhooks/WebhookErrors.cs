namespace CloudControl.Domain.Webhooks;

public sealed record WebhookNotFound() : Error(ErrorFamily.NotFound, "The resource you were accessing could not be found.");

public sealed record WebhookUrlRefused(string Why) : Error(ErrorFamily.Invalid, $"The webhook's url is refused: {Why}.");

public sealed record TooManyWebhooks() : Error(ErrorFamily.Invalid, $"An account may have {Webhook.MaximumPerAccount} webhooks.");

/// <summary>Nothing is sent to it.</summary>
public sealed record WebhookDisabled() : Error(ErrorFamily.Conflict, "The webhook is disabled; enable it first.");

/// <summary>No such delivery of this webhook.</summary>
public sealed record DeliveryNotFound() : Error(ErrorFamily.NotFound, "The resource you were accessing could not be found.");
