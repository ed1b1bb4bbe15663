using CloudControl.Simulation.Tests.Storage.Disks;
using CloudControl.Simulation.Tests.Storage.Operations;

namespace CloudControl.Simulation.Tests.Storage;

/// <summary>A process that is killed leaves its last writes in the machine's cache, where the next one finds them.</summary>
public sealed class KilledProcessTests
{
    private const int MostAccesses = 30;

    [Fact]
    public void What_a_killed_process_left_in_the_cache_is_durable_before_anyone_is_told_it_is_there()
    {
        var memory = new DiskMemory(Birth.LargestDisk);
        for (var access = 0; access < MostAccesses; access++)
        {
            var machine = new Machine(Subject.Honest, Birth.Used, memory, new Dice(1)) { Survives = (_, _) => false };
            var life = new LifeOperations(machine.Host, machine.Ledger, new Dice(2));
            var volume = machine.Ledger.Add(1, 64);
            var played = machine.Play(access, () =>
            {
                machine.StopSoon(access, powerCut: false);
                machine.Run("create", () => life.CreateAsync(volume));
                machine.Run("create again", () => life.CreateAsync(volume));
                machine.Crash(powerCut: true);
                Assert.Equal(ModelState.Live, volume.State);
            });
            Assert.Null(played.Finding);
        }
    }
}
