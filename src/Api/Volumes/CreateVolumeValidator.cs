using CloudControl.Domain.BlockVolumes;
using CloudControl.Domain.Tags;
using CloudControl.Infrastructure.Tags;
using FluentValidation;

namespace CloudControl.Api.Volumes;

/// <summary>What can be said about an order without asking the database. Empty members are absent ones (godo).</summary>
public sealed class CreateVolumeValidator : AbstractValidator<CreateVolume.Request>
{
    public const int MaximumDescriptionLength = 1024;

    private static readonly string NameRule =
        $"name must be lower-case letters, digits, dashes and underscores, begin with a letter, and have at most {BlockVolumeName.MaximumLength} characters.";

    public CreateVolumeValidator()
    {
        RuleFor(r => r.Name).NotEmpty().WithMessage(NameRule);
        RuleFor(r => r.Name).Must(BlockVolumeName.IsValid).WithMessage(NameRule);
        RuleFor(r => r.SizeGigabytes).Must((r, size) => r.WantsSnapshot ? size is null or (>= 0 and <= BlockVolume.MaximumSizeGib) : size is >= BlockVolume.MinimumSizeGib and <= BlockVolume.MaximumSizeGib)
            .WithMessage($"size_gigabytes must be from {BlockVolume.MinimumSizeGib} to {BlockVolume.MaximumSizeGib}.");
        RuleFor(r => r.Region).NotEmpty().WithMessage(new VolumeRegionUnknown().Message).When(r => !r.WantsSnapshot);
        RuleFor(r => r.Description).MaximumLength(MaximumDescriptionLength);
        RuleFor(r => r.FilesystemType).Must(type => string.IsNullOrEmpty(type) || Filesystem.Types.Contains(type))
            .WithMessage($"filesystem_type can be {string.Join(", ", Filesystem.Types)}; without one the volume is left unformatted.");
        RuleFor(r => r.FilesystemLabel).Must((r, label) => label!.Length <= Filesystem.MaximumLabelLengthOf(r.FilesystemType) && label.All(IsPrintable))
            .WithMessage(r => $"filesystem_label can have {Filesystem.MaximumLabelLengthOf(r.FilesystemType)} characters, all ASCII.").When(r => r.FilesystemLabel is not null);
        RuleFor(r => r.FilesystemType).NotEmpty().WithMessage("filesystem_label needs a filesystem_type.")
            .When(r => !string.IsNullOrEmpty(r.FilesystemLabel) && !r.WantsSnapshot);
        RuleFor(r => r.SnapshotId).Must(id => string.IsNullOrEmpty(id) || Guid.TryParse(id, out _)).WithMessage(new SnapshotUnknown().Message);
        RuleFor(r => r.Tags).Must(tags => tags is not { Count: > Tagging.MaximumTags }).WithMessage(new TooManyTags(Tagging.MaximumTags).Message);
        RuleForEach(r => r.Tags).Must(Tag.IsValidName).WithMessage(new TagNameInvalid().Message);
    }

    private static bool IsPrintable(char c) => c is >= ' ' and <= '~';
}
