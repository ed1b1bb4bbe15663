#!/usr/bin/env bash
# Benchmarks of a storage host's data path: NBD beside nbdkit's file plugin, first writes, large volumes, many volumes. Takes some three
# minutes. Figures that miss their target are shown and change nothing: the exit status is about the measuring.
#
#   BENCH_FOLDER    on which file system to measure (default /tmp); takes up to 4 GiB
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/packages.sh

missing=$(for tool in fio nbdkit; do command -v "$tool" >/dev/null || echo "$tool"; done)
[ -z "$missing" ] || install_packages $missing || exit 3

dotnet build tools/Bench -c Release -v q --nologo -clp:ErrorsOnly -p:UseSharedCompilation=false >&2

folder=$(mktemp -d "${BENCH_FOLDER:-/tmp}/cloudcontrol-bench.XXXXXX")
started=()
finish() {
  for pid in "${started[@]}"; do
    kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || :
  done
  rm -rf "$folder"
}
trap finish EXIT
trap 'exit 1' INT TERM

: >"$folder/plain"   # the benchmark fills it
nbdkit --foreground --unix "$folder/nbdkit.sock" file "$folder/plain" &
started+=($!)
dotnet tools/Bench/bin/Release/net10.0/CloudControl.Bench.dll storage "$folder" &
started+=($!)
wait $!
