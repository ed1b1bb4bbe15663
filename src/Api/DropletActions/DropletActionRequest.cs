using CloudControl.Api.Http.Json;
using FluentValidation;

namespace CloudControl.Api.DropletActions;

/// <summary>What a droplet is asked to do. Which members count depends on the type.</summary>
/// <param name="Type">
/// One of <c>power_on</c>, <c>power_off</c>, <c>shutdown</c>, <c>reboot</c>, <c>power_cycle</c>, <c>rebuild</c>, <c>rename</c>.
/// </param>
/// <param name="Name">For a rename.</param>
/// <param name="Image">For a rebuild: id or slug; absent means the image the droplet was made from.</param>
public sealed record DropletActionRequest(string? Type, string? Name, LooseText? Image)
{
    public sealed class Validator : AbstractValidator<DropletActionRequest>
    {
        public Validator() => RuleFor(r => r.Type).NotEmpty().WithMessage("type must name an action.");
    }
}
