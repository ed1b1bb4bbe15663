#!/usr/bin/env bash
# Benchmark of an API process: creates and gets a second at 32 connections beside what pgbench makes of the same statements, and an
# account with 100 droplets beside one with 10,000. On a PostgreSQL of its own, with fsync, and without workers. Prints two tables, in
# less than four minutes; on a machine that does other things only the shares mean anything.
#
#   BENCH_URL    where the benchmark's API listens (default http://127.0.0.1:18081)
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/bench-database.sh

api_limit_seconds=60
url=${BENCH_URL:-http://127.0.0.1:18081}
api=''

finish() {
  [ -z "$api" ] || kill -TERM "$api" 2>/dev/null || :
  finish_database
}
trap finish EXIT
trap 'exit 1' INT TERM

scripts/setup.sh >&2
for project in migrations src/Api tools/Bench; do
  dotnet build "$project" -c Release -v q --nologo -clp:ErrorsOnly -p:UseSharedCompilation=false >&2
done

start_database --log "$folder/pg.log"
PATH=${PG_BIN:-$(printf '%s\n' /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql*/bin | sort -V | tail -1)}:$PATH    # pgbench
migrations migrate
migrations bootstrap --token-file "$folder/token"

# As in production, but for limits that one token would reach within a second.
ASPNETCORE_URLS=$url RateLimits__RequestsPerHour=1000000000 RateLimits__RequestsPerMinute=1000000000 Logging__LogLevel__Default=Warning \
  dotnet src/Api/bin/Release/net10.0/CloudControl.Api.dll >"$folder/api.log" 2>&1 8>&- &
api=$!
started+=("$api")
deadline=$((SECONDS + api_limit_seconds))
until curl -fs -o /dev/null "$url/healthz"; do
  kill -0 "$api" 2>/dev/null && [ $SECONDS -lt $deadline ] || { cat "$folder/api.log" >&2; exit 1; }
  sleep 0.2
done

dotnet tools/Bench/bin/Release/net10.0/CloudControl.Bench.dll api "$url" "$(cat "$folder/token")" "$ConnectionStrings__CloudControl" "$folder/pg.log" "$api" 8>&- ||
  { tail -n 20 "$folder/api.log" "$folder/pg.log" >&2; exit 1; }
