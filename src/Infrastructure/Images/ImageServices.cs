using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CloudControl.Infrastructure.Images;

/// <summary>Puts images into a service collection.</summary>
public static class ImageServices
{
    public static IServiceCollection AddImages(this IServiceCollection services, ImageOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<ImageWriter>();
        services.AddSingleton<RawImageFolder>();
        return services;
    }
}
