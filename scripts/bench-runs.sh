#!/usr/bin/env bash
# Benchmarks of runs: an empty pipeline through pump and job engine, with worker processes of their own on a PostgreSQL of their own.
# Prints a table, in less than two minutes. JOB_ENGINE=Hangfire|Quartz chooses the engine, as everywhere (see setup.sh).
set -euo pipefail
cd "$(dirname "$0")/.."

database_limit_seconds=60
started=()
folder=$(mktemp -d /tmp/cloudcontrol-bench.XXXXXX)

finish() {
  exec 8>&- || :    # the server serves until its standard input ends
  for pid in ${started[@]+"${started[@]}"}; do
    wait "$pid" 2>/dev/null || :
  done
  rm -rf "$folder"
}
trap finish EXIT
trap 'exit 1' INT TERM

scripts/setup.sh >&2
for project in migrations tools/Bench; do
  dotnet build "$project" -c Release -v q --nologo -clp:ErrorsOnly -p:UseSharedCompilation=false >&2
done

mkfifo "$folder/in" "$folder/out"
bash scripts/pg.sh run --data "$folder/data" <"$folder/in" >"$folder/out" &
started+=($!)
exec 8>"$folder/in"
read -r -t "$database_limit_seconds" answer <"$folder/out" || :
case ${answer:-} in
  'READY '*) ;;
  *) echo "bench-runs: PostgreSQL did not start" >&2; exit 1 ;;
esac
answer=${answer#READY }
export ConnectionStrings__CloudControl=${answer/Database=postgres/Database=cloudcontrol}
dotnet migrations/bin/Release/net10.0/CloudControl.Migrations.dll migrate >"$folder/migrations.log" 2>&1 8>&- || { cat "$folder/migrations.log" >&2; exit 1; }
dotnet tools/Bench/bin/Release/net10.0/CloudControl.Bench.dll runs "$ConnectionStrings__CloudControl" 8>&-
