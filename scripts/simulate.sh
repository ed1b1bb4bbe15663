#!/usr/bin/env bash
# Random histories of a storage host, with the machine stopped at any write and faults of its disk, on every core; prints how many were
# played, the seeds, the faults and what was found. The exit status is 0 only if nothing was.
#
#   SECONDS_LIMIT    for how long (default 60)
#   SEED             play exactly this one history instead
set -euo pipefail
cd "$(dirname "$0")/.."

export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
export SECONDS_LIMIT=${SECONDS_LIMIT:-60}

scripts/setup.sh --tests
dotnet build tests/Simulation.Tests -c Release -v q --nologo -clp:ErrorsOnly -p:UseSharedCompilation=false
# Every core plays histories from the first second on: none is spared for a compiler or a collector beside them.
# Everything is compiled once, for this machine; and the youngest objects have room for some histories (hexadecimal bytes).
export DOTNET_TieredCompilation=0 DOTNET_ReadyToRun=0 DOTNET_gcConcurrent=0 DOTNET_GCgen0size=0x1000000
exec dotnet tests/Simulation.Tests/bin/Release/net10.0/CloudControl.Simulation.Tests.dll -noColor \
  -method 'CloudControl.Simulation.Tests.Storage.StorageSimulationTests.No_crash_*'
