#!/usr/bin/env bash
# Benchmark of an API process: creates and gets a second at 32 connections beside what pgbench makes of the same statements, and an
# account with 100 droplets beside one with 10,000. On a PostgreSQL of its own, with fsync, and without workers. Prints two tables, in
# less than four minutes; on a machine that does other things only the shares mean anything.
#
#   BENCH_URL    where the benchmark's API listens (default http://127.0.0.1:18081)
set -euo pipefail
cd "$(dirname "$0")/.."

database_limit_seconds=60
api_limit_seconds=60
url=${BENCH_URL:-http://127.0.0.1:18081}
started=()
folder=$(mktemp -d /tmp/cloudcontrol-bench.XXXXXX)

finish() {
  [ -z "${api:-}" ] || kill -TERM "$api" 2>/dev/null || :
  exec 8>&- || :    # the server serves until its standard input ends
  for pid in ${started[@]+"${started[@]}"}; do
    wait "$pid" 2>/dev/null || :
  done
  rm -rf "$folder"
}
trap finish EXIT
trap 'exit 1' INT TERM

scripts/setup.sh >&2
for project in migrations src/Api tools/Bench; do
  dotnet build "$project" -c Release -v q --nologo -clp:ErrorsOnly -p:UseSharedCompilation=false >&2
done

mkfifo "$folder/in" "$folder/out"
bash scripts/pg.sh run --data "$folder/data" --log "$folder/pg.log" <"$folder/in" >"$folder/out" &
started+=($!)
exec 8>"$folder/in"
read -r -t "$database_limit_seconds" answer <"$folder/out" || :
case ${answer:-} in
  'READY '*) ;;
  *) echo "bench-api: PostgreSQL did not start" >&2; exit 1 ;;
esac
answer=${answer#READY }
export ConnectionStrings__CloudControl=${answer/Database=postgres/Database=cloudcontrol}
PATH=${PG_BIN:-$(printf '%s\n' /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql*/bin | sort -V | tail -1)}:$PATH    # pgbench
for step in migrate "bootstrap --token-file $folder/token"; do
  # shellcheck disable=SC2086 # the step's words
  dotnet migrations/bin/Release/net10.0/CloudControl.Migrations.dll $step >"$folder/migrations.log" 2>&1 8>&- || { cat "$folder/migrations.log" >&2; exit 1; }
done

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
