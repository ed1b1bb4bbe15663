# Sourced, not run: a folder of one's own with a PostgreSQL of one's own in it, with fsync, and the end of both. What a benchmark starts
# beside it belongs into `started`: it is waited for before the folder goes.
#
# Leaves `folder` and, once the database is there, ConnectionStrings__CloudControl behind.

database_limit_seconds=60
migrations=migrations/bin/Release/net10.0/CloudControl.Migrations.dll
started=()
folder=$(mktemp -d /tmp/cloudcontrol-bench.XXXXXX)

start_database() { # [OPTION OF PG.SH]...
  mkfifo "$folder/in" "$folder/out"
  bash scripts/pg.sh run --data "$folder/data" "$@" <"$folder/in" >"$folder/out" &
  started+=($!)
  exec 8>"$folder/in"
  local answer=''
  read -r -t "$database_limit_seconds" answer <"$folder/out" || :
  case $answer in
    'READY '*) ;;
    *) echo "$(basename "$0" .sh): PostgreSQL did not start" >&2; exit 1 ;;
  esac
  answer=${answer#READY }
  export ConnectionStrings__CloudControl=${answer/Database=postgres/Database=cloudcontrol}
}

migrations() { # STEP [OPTION]...
  dotnet "$migrations" "$@" >"$folder/migrations.log" 2>&1 8>&- || { cat "$folder/migrations.log" >&2; exit 1; }
}

finish_database() {
  exec 8>&- || :    # the server serves until its standard input ends
  for pid in ${started[@]+"${started[@]}"}; do
    wait "$pid" 2>/dev/null || :
  done
  rm -rf "$folder"
}
