using CloudControl.Domain.Accounts;

namespace CloudControl.Domain.Tests.Accounts;

public sealed class ApiTokenTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Only_the_hash_of_a_secret_is_kept()
    {
        var (token, secret) = ApiToken.Issue(AccountId.New(), "ci", Now);
        Assert.Equal(ApiToken.HashOf(secret), token.Hash);
        Assert.DoesNotContain(typeof(ApiToken).GetProperties(), p => p.PropertyType == typeof(string) && Equals(p.GetValue(token), secret));
    }

    [Fact]
    public void Two_secrets_are_never_the_same() =>
        Assert.NotEqual(ApiToken.Issue(AccountId.New(), "a", Now).Secret, ApiToken.Issue(AccountId.New(), "a", Now).Secret);

    [Fact]
    public void A_token_ends_when_it_expires_or_is_revoked()
    {
        var (token, _) = ApiToken.Issue(AccountId.New(), "ci", Now, expiresAt: Now.AddHours(1));
        Assert.True(token.IsValidAt(Now));
        Assert.False(token.IsValidAt(Now.AddHours(1)));
        token.Revoke(Now);
        Assert.False(token.IsValidAt(Now));
    }
}
