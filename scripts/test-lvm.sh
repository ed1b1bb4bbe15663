#!/usr/bin/env bash
# Stock lvm2 and a stock kernel look at what a storage host leaves after random histories, and the host at what they made: more of
# them than `make test` has time for, and on both machines that tools/lvm-vm knows. The exit status is 0 only if they agree.
#
#   SEEDS            histories for each engine (default 100)
#   SEED             play exactly this one history instead
#   ENGINES          default "uml qemu"; QEMU is installed where it is missing; it emulates and takes several times as long
set -euo pipefail
cd "$(dirname "$0")/.."

export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
export SEEDS=${SEEDS:-100}

scripts/setup.sh --tests
dotnet build tests/Infrastructure.Tests -c Release -v q --nologo -clp:ErrorsOnly -p:UseSharedCompilation=false
for engine in ${ENGINES:-uml qemu}; do
  echo "engine $engine"
  LVM_VM_ENGINE=$engine dotnet tests/Infrastructure.Tests/bin/Release/net10.0/CloudControl.Infrastructure.Tests.dll -noColor \
    -namespace 'CloudControl.Infrastructure.Tests.Storage.Oracle'
done
