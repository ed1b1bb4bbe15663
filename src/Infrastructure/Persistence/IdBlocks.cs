using CloudControl.Domain.Actions;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Images;
using CloudControl.Domain.SshKeys;
using Npgsql;

namespace CloudControl.Infrastructure.Persistence;

/// <summary>
/// Gives out integer ids before anything is stored, so that a droplet, its action and its run go to the database in one batch.
/// Ids come in blocks from a sequence; a process that stops loses the rest of its block, which nobody minds.
/// </summary>
public sealed class IdBlocks(NpgsqlDataSource dataSource)
{
    /// <summary>The first id of every sequence: seven digits, as customers of such APIs are used to.</summary>
    public const long FirstId = 1_000_000;

    /// <summary>Ids fetched at a time.</summary>
    public const int BlockSize = 32;

    /// <summary>
    /// The name of its own connections, of which it needs one. Orders ask for ids in the middle of their transactions: from the pool that
    /// those came from, there would be none when as many orders as it holds ask at one time.
    /// </summary>
    internal const string Connections = "ids";

    private readonly Block droplets = new("droplet_ids");
    private readonly Block actions = new("action_ids");
    private readonly Block images = new("image_ids");
    private readonly Block sshKeys = new("ssh_key_ids");
    private readonly Block accountTransfers = new("account_transfer_ids");

    internal static IReadOnlyList<string> SequenceNames { get; } = ["droplet_ids", "action_ids", "image_ids", "ssh_key_ids", "account_transfer_ids"];

    public async ValueTask<DropletId> NextDropletIdAsync(CancellationToken ct) => new(await NextAsync(droplets, ct));

    public async ValueTask<ActionId> NextActionIdAsync(CancellationToken ct) => new(await NextAsync(actions, ct));

    public async ValueTask<ImageId> NextImageIdAsync(CancellationToken ct) => new(await NextAsync(images, ct));

    public async ValueTask<SshKeyId> NextSshKeyIdAsync(CancellationToken ct) => new(await NextAsync(sshKeys, ct));

    public async ValueTask<AccountTransferId> NextAccountTransferIdAsync(CancellationToken ct) => new(await NextAsync(accountTransfers, ct));

    private async ValueTask<long> NextAsync(Block block, CancellationToken ct)
    {
        await block.Gate.WaitAsync(ct);
        try
        {
            if (block.Left == 0)
            {
                await using var command = dataSource.CreateCommand($"select nextval('{block.Sequence}')");
                block.Next = (long)(await command.ExecuteScalarAsync(ct))!;
                block.Left = BlockSize;
            }

            block.Left--;
            return block.Next++;
        }
        finally
        {
            block.Gate.Release();
        }
    }

    private sealed class Block(string sequence)
    {
        public string Sequence { get; } = sequence;

        public SemaphoreSlim Gate { get; } = new(1, 1);

        public long Next { get; set; }

        public int Left { get; set; }
    }
}
