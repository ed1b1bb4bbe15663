using System.Globalization;
using System.Text.Json;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Tests.Storage;

namespace CloudControl.Infrastructure.Tests.Nbd;

/// <summary>Stock clients are the judges: libnbd's nbdinfo and nbdcopy, and qemu-io.</summary>
public sealed class NbdServerTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nbdinfo_sees_an_export_of_the_volumes_size_with_all_we_offer()
    {
        await using var rig = await NbdRig.StartAsync();

        var (exitCode, output) = await NbdRig.RunAsync("nbdinfo", "--json", rig.Uri);

        Assert.True(exitCode == 0, output);
        using var info = JsonDocument.Parse(output);
        Assert.Equal("newstyle-fixed", info.RootElement.GetProperty("protocol").GetString());
        Assert.True(info.RootElement.GetProperty("structured").GetBoolean());
        var export = info.RootElement.GetProperty("exports")[0];
        Assert.Equal(NbdRig.Disk.Bytes, export.GetProperty("export-size").GetInt64());
        foreach (var ability in new[] { "can_flush", "can_fua", "can_multi_conn", "can_trim", "can_zero", "can_df" })
        {
            Assert.True(export.GetProperty(ability).GetBoolean(), ability);
        }

        Assert.False(export.GetProperty("is_read_only").GetBoolean());
        Assert.Equal("base:allocation", export.GetProperty("contexts")[0].GetString());
    }

    [Fact]
    public async Task Nbdinfo_sees_that_an_export_can_only_be_read()
    {
        await using var rig = await NbdRig.StartAsync(readOnly: true);

        var (exitCode, output) = await NbdRig.RunAsync("nbdinfo", "--json", rig.Uri);

        Assert.True(exitCode == 0, output);
        using var info = JsonDocument.Parse(output);
        var export = info.RootElement.GetProperty("exports")[0];
        Assert.True(export.GetProperty("is_read_only").GetBoolean());
        Assert.False(export.GetProperty("can_trim").GetBoolean());
    }

    [Fact]
    public async Task Exports_are_listed_by_logical_volume_while_they_have_an_owner()
    {
        await using var rig = await NbdRig.StartAsync();
        Assert.Contains($"export=\"{rig.Volume.LogicalVolume}\"", (await NbdRig.RunAsync("nbdinfo", "--list", rig.UriOf(""))).Output);

        await rig.Host.Port.QuarantineAsync(rig.Volume.Id, Ct);

        Assert.DoesNotContain(rig.Volume.LogicalVolume, (await NbdRig.RunAsync("nbdinfo", "--list", rig.UriOf(""))).Output.Replace(rig.SocketPath, "", StringComparison.Ordinal));
        Assert.NotEqual(0, (await NbdRig.RunAsync("nbdinfo", "--size", rig.Uri)).ExitCode);
    }

    [Fact]
    public async Task Who_connects_after_an_extension_sees_the_new_size()
    {
        await using var rig = await NbdRig.StartAsync();
        var larger = NbdRig.Disk * 2;
        var extended = await rig.Host.Port.ExtendAsync(
            rig.Volume.Id, larger, CowStore.CoveringSize(larger, SimulatedRig.Chunk, SimulatedRig.Extent), default);
        Assert.True(extended.IsOk, extended.Error?.Message);
        var (_, output) = await NbdRig.RunAsync("nbdinfo", "--size", rig.Uri);
        Assert.Equal(larger.Bytes, long.Parse(output, CultureInfo.InvariantCulture));
        Assert.Contains("read 4096/4096 bytes", await rig.QemuIoAsync($"read -P 0 {larger.Bytes - 4096} 4096"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_export_that_is_not_there_is_refused()
    {
        await using var rig = await NbdRig.StartAsync();

        var (exitCode, output) = await NbdRig.RunAsync("nbdinfo", "--size", rig.UriOf("nobodys"));

        Assert.NotEqual(0, exitCode);
        Assert.Contains("nobodys", output);
    }

    [Fact]
    public async Task A_map_says_which_chunks_were_written()
    {
        await using var rig = await NbdRig.StartAsync();
        await rig.Device.WriteAsync(8192, new byte[] { 1 }, Ct);
        await rig.Device.WriteAsync(1 << 20, new byte[5000], Ct);

        var (_, output) = await NbdRig.RunAsync("nbdinfo", "--map", "--json", rig.Uri);

        using var map = JsonDocument.Parse(output);
        Assert.Equal(
            [(0, 8192, 3), (8192, 4096, 0), (12288, (1 << 20) - 12288, 3), (1 << 20, 8192, 0), ((1 << 20) + 8192, (1 << 20) - 8192, 3)],
            map.RootElement.EnumerateArray().Select(e => (e.GetProperty("offset").GetInt32(), e.GetProperty("length").GetInt32(), e.GetProperty("type").GetInt32())));
    }

    [Fact]
    public async Task What_nbdcopy_brings_in_it_takes_out_again_and_the_device_reads_the_same()
    {
        await using var rig = await NbdRig.StartAsync();
        var bytes = new byte[NbdRig.Disk.Bytes];
        new Random(4711).NextBytes(bytes.AsSpan(300_001, 900_000));
        await File.WriteAllBytesAsync(rig.InFolder("in"), bytes, Ct);

        var (exitCode, output) = await NbdRig.RunAsync("nbdcopy", "--flush", "--connections=4", rig.InFolder("in"), rig.Uri);
        Assert.True(exitCode == 0, output);
        (exitCode, output) = await NbdRig.RunAsync("nbdcopy", "--connections=4", rig.Uri, rig.InFolder("out"));
        Assert.True(exitCode == 0, output);

        Assert.Equal(bytes, await File.ReadAllBytesAsync(rig.InFolder("out"), Ct));
        var read = new byte[bytes.Length];
        await rig.Device.ReadAsync(0, read, Ct);
        Assert.Equal(bytes, read);
        Assert.InRange(rig.Device.ChunksWritten, 1, (900_000 / 4096) + 2);
    }

    [Fact]
    public async Task A_fresh_export_reads_zero_around_a_small_write()
    {
        await using var rig = await NbdRig.StartAsync();

        var output = await rig.QemuIoAsync("read -P 0 0 2M", "write -P 0x5a 5000 100", "read -P 0x5a 5000 100", "read -P 0 0 5000", "read -P 0 5100 100000");

        Assert.DoesNotContain("failed", output);
        Assert.Equal(1, rig.Device.ChunksWritten);
    }

    [Fact]
    public async Task Zeroing_and_discarding_clear_what_was_written_and_write_no_hole()
    {
        await using var rig = await NbdRig.StartAsync();

        var output = await rig.QemuIoAsync(
            "write -P 0x5a 4096 12288", "write -z 6000 4000", "discard 12288 4096", "read -P 0x5a 4096 1904", "read -P 0 6000 4000", "read -P 0 12288 4096",
            "write -z 1M 512k", "discard 1M 512k", "flush");

        Assert.DoesNotContain("failed", output);
        Assert.Equal(3, rig.Device.ChunksWritten);
    }

    [Fact]
    public async Task A_write_with_fua_survives_a_crash_of_the_host()
    {
        await using var rig = await NbdRig.StartAsync();

        Assert.DoesNotContain("failed", await rig.QemuIoAsync("write -f -P 0x77 65536 4096"));
        await rig.Host.CrashAsync();

        await using var after = await rig.Host.Port.OpenAsync(rig.Volume.Id, Ct);
        var read = new byte[4096];
        await after.ReadAsync(65536, read, Ct);
        Assert.All(read, b => Assert.Equal(0x77, b));
    }

    [Fact]
    public async Task A_disk_that_fails_is_an_input_output_error_and_the_connection_goes_on()
    {
        await using var rig = await NbdRig.StartAsync();
        await rig.Device.WriteAsync(0, new byte[] { 1 }, Ct);
        await rig.Device.FlushAsync(Ct);

        rig.Host.BreakExtents(writes: false, reads: true);
        Assert.Contains("Input/output error", await rig.QemuIoAsync("read 0 512"));
        rig.Host.Heal();

        Assert.DoesNotContain("failed", await rig.QemuIoAsync("read 0 512"));
    }
}
