#!/usr/bin/env bash
# Runs every test from a fresh clone: installs what is missing, builds, tests. The last line is `N passed, N failed, N skipped`;
# the exit status is 0 only if something ran and nothing failed.
#
#   test.sh [FILTER]     FILTER as in `dotnet test --filter`, for example FullyQualifiedName~Scrub
set -euo pipefail
cd "$(dirname "$0")/.."

test_limit_minutes=45

# Build servers that outlive the build would keep our output open and, in CI, the job alive.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

scripts/setup.sh --tests
dotnet build CloudControl.sln -c Release -v q --nologo -clp:ErrorsOnly -p:UseSharedCompilation=false

log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
timeout --foreground "${test_limit_minutes}m" \
  dotnet test CloudControl.sln --no-build -c Release --nologo ${1:+--filter "$1"} </dev/null 2>&1 | tee "$log" || status=$?
[ "$status" != 124 ] || echo "stopped after $test_limit_minutes minutes"

# What failed is said again here, in short: the projects print side by side, and a long log is often kept by its end alone.
awk -v most=20 '
  /^ *Failed [A-Za-z]/ { if (++seen > most) exit; line = 5 }
  line > 0 { print; line-- }' "$log"

# Each project's summary looks like `Passed!  - Failed:     0, Passed:     4, Skipped:     1, Total:     5, …`.
awk '
  /(Passed|Failed|Skipped)! +- Failed:/ {    # anywhere in a line: projects print at the same time
    gsub(",", "")
    for (i = 1; i < NF; i++) {
      if ($i == "Failed:") failed += $(i + 1)
      if ($i == "Passed:") passed += $(i + 1)
      if ($i == "Skipped:") skipped += $(i + 1)
    }
  }
  END {
    printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
    exit passed + failed == 0 || failed > 0
  }' "$log" || status=1
exit "$status"
