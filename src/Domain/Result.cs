using System.Diagnostics.CodeAnalysis;

namespace CloudControl.Domain;

/// <summary>A value, or the <see cref="Domain.Error"/> a caller caused. What a caller cannot cause is an exception instead.</summary>
public readonly record struct Result<T>
{
    private Result(T? value, Error? error) => (Value, Error) = (value, error);

    /// <summary>The value; null or default exactly when <see cref="Error"/> is set.</summary>
    public T? Value { get; }

    /// <summary>What went wrong; null when it went well.</summary>
    public Error? Error { get; }

    /// <summary>True when there is a value.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsOk => Error is null;

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Error error) => new(default, error ?? throw new ArgumentNullException(nameof(error)));
}
