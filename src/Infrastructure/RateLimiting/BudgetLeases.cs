using CloudControl.Domain.Accounts;
using Npgsql;
using NpgsqlTypes;

namespace CloudControl.Infrastructure.RateLimiting;

/// <summary>What a lease was granted, and how its token stands after it.</summary>
/// <param name="Hour">The hour it counts for, from 1970.</param>
/// <param name="HourUsed">What all processes together were granted in that hour.</param>
/// <param name="Minute">The minute it is good for, from 1970.</param>
/// <param name="MinuteUsed">What all processes together were granted in that minute.</param>
/// <param name="Granted">Requests the caller may let through; 0 when there are none left.</param>
public readonly record struct BudgetLease(long Hour, int HourUsed, long Minute, int MinuteUsed, int Granted);

/// <summary>What a process asks for.</summary>
/// <param name="Hour">The hour by its clock, from 1970.</param>
/// <param name="Minute">The minute by its clock, from 1970.</param>
/// <param name="Wanted">Requests it would like to let through without asking again.</param>
/// <param name="Returned">What it was granted in an earlier minute of this hour and did not use.</param>
public readonly record struct BudgetWish(long Hour, long Minute, int Wanted, int Returned);

/// <summary>
/// Requests that API processes may let through, taken from the token's row in PostgreSQL a few at a time. One statement: however many
/// processes ask at once, together they are granted no more than the limits. The nearer a limit, the smaller the lease, at most a
/// <see cref="Share"/>th of what is left, so that what one process holds and does not use is never much of what others look for.
/// </summary>
public sealed class BudgetLeases(NpgsqlDataSource database)
{
    private const int Share = 5;

    // A process whose clock is behind counts for the window that others have begun already: windows never go back.
    private const string Statement = """
        insert into token_budgets as b (token_id, hour, hour_used, minute, minute_used, granted)
        values ($1, $2, least($4, ($6 + $8 - 1) / $8, ($7 + $8 - 1) / $8), $3, least($4, ($6 + $8 - 1) / $8, ($7 + $8 - 1) / $8),
                least($4, ($6 + $8 - 1) / $8, ($7 + $8 - 1) / $8))
        on conflict (token_id) do update set (hour, hour_used, minute, minute_used, granted) = (
            select hour, used_in_hour + grant_now, minute, used_in_minute + grant_now, grant_now
            from (
                select *, greatest(0, least($4, (least($6 - used_in_hour, $7 - used_in_minute) + $8 - 1) / $8)) as grant_now
                from (
                    select greatest(b.hour, $2) as hour,
                           case when b.hour = $2 then greatest(0, b.hour_used - $5) when b.hour > $2 then b.hour_used else 0 end as used_in_hour,
                           greatest(b.minute, $3) as minute, case when b.minute >= $3 then b.minute_used else 0 end as used_in_minute
                ) as windows
            ) as granting)
        returning hour, hour_used, minute, minute_used, granted
        """;

    /// <summary>Takes a lease; it may be granted less than was wanted, and nothing at a limit.</summary>
    /// <param name="token">Whose budget.</param>
    /// <param name="wish">What for.</param>
    /// <param name="perHour">Requests an hour has, all processes together.</param>
    /// <param name="perMinute">Requests a minute has, all processes together.</param>
    /// <param name="ct">Ends the wait for the database.</param>
    public async Task<BudgetLease> TakeAsync(TokenId token, BudgetWish wish, int perHour, int perMinute, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Statement);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = token.Value });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = wish.Hour });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = wish.Minute });
        foreach (var number in new[] { wish.Wanted, wish.Returned, perHour, perMinute, Share })
        {
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = number, NpgsqlDbType = NpgsqlDbType.Integer });
        }

        await using var row = await command.ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        return new BudgetLease(row.GetInt64(0), row.GetInt32(1), row.GetInt64(2), row.GetInt32(3), row.GetInt32(4));
    }
}
