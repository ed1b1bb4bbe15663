namespace CloudControl.Domain.Accounts;

/// <summary>No such account.</summary>
public sealed record AccountNotFound() : Error(ErrorFamily.NotFound, "The account you requested could not be found.");

/// <summary>No such token, or another account's, or it was revoked.</summary>
public sealed record TokenNotFound() : Error(ErrorFamily.NotFound, "The token you requested could not be found.");

/// <summary>The account has as many tokens as it may have.</summary>
public sealed record TooManyTokens() : Error(ErrorFamily.Invalid, $"An account has at most {ApiToken.MaximumPerAccount} tokens; revoke one first.");

/// <summary>A scope that no operation asks for.</summary>
public sealed record ScopeUnknown(string Scope) : Error(ErrorFamily.Invalid, $"scopes holds {Scope}, which is unknown.");

/// <summary>The token that asks has not this scope itself.</summary>
public sealed record ScopeBeyondOwn(string Scope) : Error(ErrorFamily.Forbidden, $"You cannot grant {Scope}: your own token does not have it.");

/// <summary>The token would have expired already.</summary>
public sealed record ExpiryInPast() : Error(ErrorFamily.Invalid, "expires_at must be in the future.");

/// <summary>The token would outlive the one that makes it.</summary>
public sealed record ExpiryBeyondOwn() : Error(ErrorFamily.Forbidden, "A token cannot outlive the one that creates it.");
