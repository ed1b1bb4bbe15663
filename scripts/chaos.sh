#!/usr/bin/env bash
# A whole cloud of real processes, killed, frozen and cut off at random while customers go on living in it; then everything that was
# promised is checked. Prints the seed, what befell it and what was done meanwhile. The exit status is 0 only if every promise was kept.
#
#   MINUTES    for how long (default 5)
#   SEED       these dice again; the machine's timing is never the same
set -euo pipefail
cd "$(dirname "$0")/.."

export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
export CHAOS_MINUTES=${MINUTES:-5}

scripts/setup.sh --tests
dotnet build tests/Simulation.Tests -c Release -v q --nologo -clp:ErrorsOnly -p:UseSharedCompilation=false
exec dotnet tests/Simulation.Tests/bin/Release/net10.0/CloudControl.Simulation.Tests.dll -noColor \
  -class CloudControl.Simulation.Tests.Chaos.DatabaseOutageTests -class CloudControl.Simulation.Tests.Chaos.ChaosTests
