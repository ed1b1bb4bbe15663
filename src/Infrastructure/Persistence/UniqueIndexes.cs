using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CloudControl.Infrastructure.Persistence;

/// <summary>Unique indexes whose violation is a caller's doing: two requests raced, and the database let one win.</summary>
public static class UniqueIndexes
{
    public const string OnePendingAction = "actions_one_pending";
    public const string NameOfBlockVolume = "block_volumes_name";
    public const string NameOfVolumeSnapshot = "volume_snapshots_name";
    public const string FingerprintOfAccount = "ix_ssh_keys_account_id_fingerprint";
    public const string DefaultVpcOfRegion = "vpcs_one_default";
    public const string AssociatedDestroyOfDroplet = "pk_associated_destroys";
    public const string NameOfHost = "pk_hosts";
    public const string TagOfAccount = "pk_tags";

    /// <summary>Whether a save failed because of this index and nothing else.</summary>
    public static bool Violates(this DbUpdateException exception, string index) =>
        exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } cause && cause.ConstraintName == index;
}
