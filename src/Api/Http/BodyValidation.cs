using System.Text.Json;
using FluentValidation;

namespace CloudControl.Api.Http;

/// <summary>
/// Validates every body before its handler sees it, in one place: a route whose handler takes a type that has a validator gets it
/// without anyone having to remember. What a validator refuses is a 422 with the first complaint.
/// </summary>
public static class BodyValidation
{
    /// <summary>Finds the validators of this assembly: one class per request, beside its operation.</summary>
    public static void AddValidators(this IServiceCollection services)
    {
        // Complaints name a member as it stands in the body.
        ValidatorOptions.Global.DisplayNameResolver = (_, member, _) => member is null ? null : JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Name);
        foreach (var result in AssemblyScanner.FindValidatorsInAssembly(typeof(BodyValidation).Assembly, includeInternalTypes: true))
        {
            services.AddSingleton(result.InterfaceType, result.ValidatorType);
        }
    }

    /// <summary>Adds the filter to every route of the group.</summary>
    public static void ValidateBodies(this RouteGroupBuilder group) => group.AddEndpointFilterFactory((factory, next) =>
    {
        var checks = factory.MethodInfo.GetParameters()
            .Select(parameter => (parameter.Position, Validator: ValidatorOf(parameter.ParameterType, factory.ApplicationServices)))
            .Where(check => check.Validator is not null)
            .ToArray();
        if (checks.Length == 0)
        {
            return next;
        }

        return async context =>
        {
            foreach (var (position, validator) in checks)
            {
                if (context.Arguments[position] is null)
                {
                    continue;     // a body that may be absent, and is
                }

                var outcome = await validator!.ValidateAsync(
                    new ValidationContext<object?>(context.Arguments[position]), context.HttpContext.RequestAborted);
                if (!outcome.IsValid)
                {
                    return new ErrorResult(new RequestRefused(outcome.Errors[0].ErrorMessage));
                }
            }

            return await next(context);
        };
    });

    private static IValidator? ValidatorOf(Type type, IServiceProvider services) =>
        services.GetService(typeof(IValidator<>).MakeGenericType(type)) as IValidator;
}

/// <summary>A body that breaks a rule; the message says which.</summary>
public sealed record RequestRefused(string Rule) : Domain.Error(Domain.ErrorFamily.Invalid, Rule);
