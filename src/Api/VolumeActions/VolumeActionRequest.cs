using CloudControl.Api.Document;
using CloudControl.Domain.Actions;
using FluentValidation;

namespace CloudControl.Api.VolumeActions;

/// <summary>What a block volume is asked to do. Which members count depends on the type.</summary>
/// <param name="Type"><c>attach</c>, <c>detach</c>, <c>resize</c>, <c>enable_deletion_protection</c> or <c>disable_deletion_protection</c>.</param>
/// <param name="DropletId">Which droplet; may be absent from a detach, since a volume has one at most.</param>
/// <param name="SizeGigabytes">For a resize: the new size in GiB, more than it has.</param>
/// <param name="VolumeName">Which volume, where the path does not say.</param>
/// <param name="Region">The volume's region; needed with a name that is in several.</param>
[BodyExample("attach", """{"type": "attach", "droplet_id": 3164444, "volume_name": "data", "region": "nyc3"}""")]
[BodyExample("detach", """{"type": "detach", "droplet_id": 3164444, "volume_name": "data", "region": "nyc3"}""")]
[BodyExample("resize", """{"type": "resize", "size_gigabytes": 20, "volume_name": "data", "region": "nyc3"}""")]
public sealed record VolumeActionRequest(string? Type, long? DropletId, int? SizeGigabytes, string? VolumeName, string? Region)
{
    public const string Attach = "attach";
    public const string Detach = "detach";
    public const string Resize = "resize";

    public sealed class Validator : AbstractValidator<VolumeActionRequest>
    {
        private static readonly string[] Types = [Attach, Detach, Resize, ActionTypes.EnableDeletionProtection, ActionTypes.DisableDeletionProtection];

        public Validator()
        {
            RuleFor(r => r.Type).NotEmpty().WithMessage("type must name an action.");
            RuleFor(r => r.Type).Must(type => Types.Contains(type)).WithMessage($"type must be one of {string.Join(", ", Types)}.");
            RuleFor(r => r.DropletId).NotNull().WithMessage("droplet_id must name a droplet.").When(r => r.Type is Attach);
            RuleFor(r => r.SizeGigabytes).NotNull().WithMessage("size_gigabytes must say how large.").When(r => r.Type is Resize);
        }
    }
}
