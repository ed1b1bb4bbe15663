using Microsoft.Extensions.DependencyInjection;

namespace CloudControl.Infrastructure.Images.Import;

/// <summary>Puts the import of images into a service collection that has images and the guard of webhooks.</summary>
public static class ImportServices
{
    public static IServiceCollection AddImageImports(this IServiceCollection services, ImportOptions? options = null) => services
        .AddSingleton(options ?? new ImportOptions())
        .AddSingleton<ImageStaging>()
        .AddSingleton<ImageDownload>()
        .AddSingleton<ImageFetch>();
}
