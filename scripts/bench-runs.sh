#!/usr/bin/env bash
# Benchmarks of runs: an empty pipeline through pump and job engine, with worker processes of their own on a PostgreSQL of their own.
# Prints a table, in less than two minutes. JOB_ENGINE=Hangfire|Quartz chooses the engine, as everywhere (see setup.sh).
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/bench-database.sh

trap finish_database EXIT
trap 'exit 1' INT TERM

scripts/setup.sh >&2
for project in migrations tools/Bench; do
  dotnet build "$project" -c Release -v q --nologo -clp:ErrorsOnly -p:UseSharedCompilation=false >&2
done

start_database
migrations migrate
dotnet tools/Bench/bin/Release/net10.0/CloudControl.Bench.dll runs "$ConnectionStrings__CloudControl" 8>&-
