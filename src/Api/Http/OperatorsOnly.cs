using CloudControl.Domain;

namespace CloudControl.Api.Http;

/// <summary>Closes a group of routes to everyone but operators: a customer's token is known and may not.</summary>
public static class OperatorRoutes
{
    public static RouteGroupBuilder OperatorsOnly(this RouteGroupBuilder group) => group.WithMetadata(new OperatorsOnlyMark());
}

/// <summary>Says of a route that it is for operators; <see cref="AccessGate"/> reads it.</summary>
public sealed class OperatorsOnlyMark;

/// <summary>Only operators may.</summary>
public sealed record ForOperatorsOnly() : Error(ErrorFamily.Forbidden, "You are not authorized to perform this operation");
