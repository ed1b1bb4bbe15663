#!/usr/bin/env bash
# Benchmarks of the whole cloud, on a cloud of their own: the life of a droplet through HTTP, then what is left of it on the disks.
#
#   BENCH_URL    where the benchmark's cloud listens (default http://127.0.0.1:18080)
set -euo pipefail
cd "$(dirname "$0")/.."

ready_limit_seconds=120
url=${BENCH_URL:-http://127.0.0.1:18080}
home=$(mktemp -d /tmp/cloudcontrol-bench.XXXXXX)
cloud=''

finish() {
  stop_cloud
  rm -rf "$home"
}
stop_cloud() {
  [ -z "$cloud" ] || { kill -TERM "$cloud" 2>/dev/null && wait "$cloud" 2>/dev/null || :; }
  cloud=''
}
trap finish EXIT
trap 'exit 1' INT TERM

dotnet build tools/Bench -c Release -v q --nologo -clp:ErrorsOnly -p:UseSharedCompilation=false >&2
: >"$home/run.log"
CLOUDCONTROL_HOME=$home CLOUDCONTROL_URL=$url scripts/run.sh >"$home/run.log" 2>&1 &
cloud=$!
deadline=$((SECONDS + ready_limit_seconds))
until grep -q READY "$home/run.log"; do
  kill -0 "$cloud" 2>/dev/null && [ $SECONDS -lt $deadline ] || { cat "$home/run.log" >&2; exit 1; }
  sleep 0.2
done

bench=tools/Bench/bin/Release/net10.0/CloudControl.Bench.dll
dotnet "$bench" cycles "$url" "$(cat "$home/token")"
stop_cloud
dotnet "$bench" zeroes "$home/hosts"
