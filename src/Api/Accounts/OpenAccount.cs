using CloudControl.Api.Document;
using CloudControl.Api.Http;
using CloudControl.Domain.Accounts;
using CloudControl.Infrastructure.Persistence;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudControl.Api.Accounts;

/// <summary>POST /v2/accounts: a new account, which DigitalOcean calls a team. It has no token yet; <see cref="AccountTokens"/> makes one.</summary>
public static class OpenAccount
{
    /// <summary>Longest name and address, in characters.</summary>
    private const int MaximumLength = 255;

    /// <summary>Most droplets an account may be allowed.</summary>
    private const int MaximumDropletLimit = 1_000_000;

    /// <summary>Who it is for, and how much of what.</summary>
    [BodyExample("an account", """{"name": "engines", "email": "ada@example.com", "droplet_limit": 25}""")]
    public sealed record Request(string? Name, string? Email, int? DropletLimit, bool? Operator);

    public static async Task<Results<Created<ManagedAccountAnswer>, ErrorResult>> HandleAsync(
        Request request, CloudControlDb db, TimeProvider clock, CancellationToken ct)
    {
        var account = Account.Open(
            request.Name!, request.Email!, clock.GetUtcNow(), request.Operator ?? false, request.DropletLimit ?? Account.DefaultDropletLimit);
        db.Add(account);
        await db.SaveChangesAsync(ct);
        return TypedResults.Created($"/v2/accounts/{account.Id}", new ManagedAccountAnswer(ManagedAccountView.Of(account)));
    }

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Name).NotEmpty().WithMessage("name is missing.")
                .MaximumLength(MaximumLength).WithMessage($"name has at most {MaximumLength} characters.");
            RuleFor(r => r.Email).NotEmpty().WithMessage("email is missing.")
                .MaximumLength(MaximumLength).WithMessage($"email has at most {MaximumLength} characters.")
                .Must(email => email is null || email.Contains('@', StringComparison.Ordinal)).WithMessage("email is no address.");
            RuleFor(r => r.DropletLimit).InclusiveBetween(0, MaximumDropletLimit).WithMessage($"droplet_limit is between 0 and {MaximumDropletLimit}.");
        }
    }
}
