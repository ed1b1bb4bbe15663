using CloudControl.Domain.Accounts;

namespace CloudControl.Domain.Tests.Accounts;

public sealed class TokenScopesTests
{
    private static readonly string[] Known = ["droplet:create", "droplet:delete", "droplet:read", "tag:read"];

    [Theory]
    [InlineData("droplet:read", "droplet:read")]
    [InlineData("droplet:*", "droplet:create droplet:delete droplet:read")]
    [InlineData("*:read", "droplet:read tag:read")]
    [InlineData("tag:read droplet:read tag:read", "droplet:read tag:read")]
    public void Scopes_are_spelled_out_once_each_in_order(string asked, string granted) =>
        Assert.Equal(granted.Split(' '), TokenScopes.Parse(asked.Split(' '), Known).Value!.Granted);

    [Theory]
    [InlineData("droplet")]
    [InlineData("droplet:")]
    [InlineData("drop*")]
    [InlineData("*:")]
    [InlineData(":read")]
    [InlineData("Droplet:read")]
    [InlineData("tag:create")]
    [InlineData("*:*")]
    public void What_nobody_knows_is_named(string asked) =>
        Assert.Equal(new ScopeUnknown(asked), TokenScopes.Parse(["tag:read", asked], Known).Error);

    [Fact]
    public void A_star_among_others_is_everything_also_what_is_not_known_yet() =>
        Assert.Null(TokenScopes.Parse(["tag:read", "*"], Known).Value!.FirstMissing(["invented:later"]));

    [Fact]
    public void The_first_scope_that_is_missing_is_named()
    {
        var readsTags = new TokenScopes(["tag:read"]);
        Assert.Null(readsTags.FirstMissing(["tag:read"]));
        Assert.Equal("droplet:read", readsTags.FirstMissing(["tag:read", "droplet:read", "droplet:create"]));
    }

    [Fact]
    public void Some_scopes_never_cover_more_or_everything()
    {
        var reads = new TokenScopes(["droplet:read", "tag:read"]);
        Assert.Null(reads.FirstBeyond(new TokenScopes(["tag:read"])));
        Assert.Null(TokenScopes.Full.FirstBeyond(TokenScopes.Full));
        Assert.Equal("droplet:create", reads.FirstBeyond(new TokenScopes(["tag:read", "droplet:create"])));
        Assert.Equal("*", reads.FirstBeyond(TokenScopes.Full));
    }
}
