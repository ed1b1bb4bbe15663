#!/usr/bin/env bash
# What must hold beside the tests: code is formatted, the build has no warnings, the migrations say what the model
# says, and the house is tidy. Quick enough to run before every push.
set -euo pipefail
cd "$(dirname "$0")/.."
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

step() { echo "check: $*"; }

scripts/setup.sh

step "no file says more than git wants"
git diff --check HEAD
test -z "$(git ls-files -i -c --exclude-standard)" || { echo "committed although ignored:"; git ls-files -i -c --exclude-standard; exit 1; }

step "build without a warning"
dotnet build CloudControl.sln -c Release -v q --nologo -clp:ErrorsOnly -p:UseSharedCompilation=false

step "formatting"
dotnet format CloudControl.sln --verify-no-changes --no-restore -v q

if compgen -G 'migrations/*ModelSnapshot.cs' >/dev/null || compgen -G 'migrations/*/*ModelSnapshot.cs' >/dev/null; then
  step "no model change without its migration"
  dotnet tool restore >/dev/null
  dotnet build tools/EfDesign -c Release -v q --nologo -clp:ErrorsOnly -p:UseSharedCompilation=false
  dotnet ef migrations has-pending-model-changes --project migrations --startup-project tools/EfDesign --configuration Release --no-build
fi

step "the house is in order"
dotnet test tests/Tidy.Tests --no-build -c Release --nologo -v q

step "clean"
