using System.Text;
using CloudControl.Api.Http.Json;
using CloudControl.Domain.BlockVolumes;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Tags;
using CloudControl.Infrastructure.Tags;
using FluentValidation;

namespace CloudControl.Api.Droplets;

/// <summary>What can be said about an order without asking the database.</summary>
public sealed class CreateDropletValidator : AbstractValidator<CreateDroplet.Request>
{
    /// <summary>Droplets in one order, as DigitalOcean documents it.</summary>
    public const int MaximumNames = 10;

    public const int MaximumSshKeys = 100;

    private const string NameRule = "Only valid hostname characters are allowed. (a-z, A-Z, 0-9, . and -)";

    public CreateDropletValidator()
    {
        RuleFor(r => r.Name).Must(DropletName.IsValid).WithMessage(NameRule).When(r => !r.IsMany);
        RuleForEach(r => r.Names).Must(DropletName.IsValid).WithMessage(NameRule);
        RuleFor(r => r.Names).Must(names => names is not { Count: > MaximumNames })
            .WithMessage($"At most {MaximumNames} droplets can be created at once.");
        RuleFor(r => r.Size).NotEmpty().WithMessage(new SizeUnknown().Message);
        RuleFor(r => r.Image).NotNull().WithMessage(new ImageUnknown().Message);
        RuleFor(r => r.Image).Must(image => LooseText.Said(image) is not null).WithMessage(new ImageUnknown().Message);
        RuleFor(r => r.UserData).Must(data => data is null || Encoding.UTF8.GetByteCount(data) <= Droplet.MaximumUserDataBytes)
            .WithMessage($"User data is limited to {Droplet.MaximumUserDataBytes} bytes.");
        RuleFor(r => r.SshKeys).Must(keys => keys is not { Count: > MaximumSshKeys })
            .WithMessage($"At most {MaximumSshKeys} SSH keys can be put on a droplet.");
        RuleFor(r => r.Tags).Must(tags => tags is not { Count: > Tagging.MaximumTags }).WithMessage(new TooManyTags(Tagging.MaximumTags).Message);
        RuleForEach(r => r.Tags).Must(Tag.IsValidName).WithMessage(new TagNameInvalid().Message);

        RuleFor(r => r.Volumes).Must(volumes => RequestedVolumes.Names(volumes) is not null).WithMessage(new VolumesUnknown().Message);
        RuleFor(r => r.Volumes).Must(volumes => RequestedVolumes.Names(volumes) is not { Count: > BlockVolume.DropletLimit })
            .WithMessage(new TooManyVolumes().Message);
        RuleFor(r => r.Volumes).Must(volumes => RequestedVolumes.Names(volumes) is not { Count: > 0 }).When(r => r.IsMany)
            .WithMessage("A volume can be attached to one droplet only: order it by itself.");
    }
}
