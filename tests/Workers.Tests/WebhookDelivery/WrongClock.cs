namespace CloudControl.Workers.Tests.WebhookDelivery;

/// <summary>A wall clock that is wrong; time passes as everywhere.</summary>
internal sealed class WrongClock(TimeSpan ahead) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + ahead;
}
