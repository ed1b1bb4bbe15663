#!/usr/bin/env bash
# The whole cloud in the foreground: PostgreSQL, API and workers with simulated hosts. Ctrl-C ends everything; the data stays.
#
#   CLOUDCONTROL_HOME            where the data is (default .cloudcontrol/ in the project)
#   CLOUDCONTROL_URL             where the API listens (default http://127.0.0.1:8080)
#   ConnectionStrings__CloudControl   a PostgreSQL to use instead of a private one
#   JOB_ENGINE                   Hangfire or Quartz (see setup.sh)
#
# Exit status: 0 ended on request, 1 something did not start or died, 2 wrong settings, 4 another one runs on the same data.
set -euo pipefail
cd "$(dirname "$0")/.."

ready_limit_seconds=180
database_limit_seconds=300    # an empty machine installs PostgreSQL first
stop_limit_seconds=6          # for API and workers, which give themselves stop_grace_seconds
stop_grace_seconds=4
leftover_limit_seconds=10
shown_log_lines=30

home=${CLOUDCONTROL_HOME:-.cloudcontrol}
url=${CLOUDCONTROL_URL:-http://127.0.0.1:8080}
url=${url%/}

main() {
  mkdir -p "$home/logs" "$home/hosts"
  chmod 700 "$home"
  home=$(cd "$home" && pwd)
  logs=$home/logs processes=$home/processes names=() pids=() database_input=''

  take_the_lock
  end_leftovers
  refuse_taken_port
  trap finish EXIT
  trap 'stop_requested=1; exit 0' INT TERM HUP

  say "building"
  scripts/setup.sh
  build
  start_database
  migrate
  make_key
  start_service api src/Api/bin/Release/net10.0/CloudControl.Api.dll "$url"
  # The workers' own address serves health only.
  workers_url=http://127.0.0.1:$(free_port)
  start_service workers src/Workers/bin/Release/net10.0/CloudControl.Workers.dll "$workers_url"
  wait_until_ready
  greet
  watch_over
}

say() { echo "cloudcontrol: $*"; }

# Explains why we cannot go on and ends; finish() takes everything down.
give_up() { # NAME of the log, MESSAGE
  say "$2" >&2
  echo "--- the end of $logs/$1.log" >&2
  tail -n "$shown_log_lines" "$logs/$1.log" >&2 || :
  exit 1
}

# --- one cloud per folder -----------------------------------------------------------------------------------------------------------

take_the_lock() {
  command -v flock >/dev/null || return 0    # util-linux; elsewhere PostgreSQL's own lock on its folder has to do
  exec 9>>"$home/lock"
  flock -n 9 || { say "already running on $home; stop that one first, or set CLOUDCONTROL_HOME and CLOUDCONTROL_URL for another" >&2; exit 4; }
}

# Whoever was killed -9 leaves processes that are about to end by themselves (start_service, pg.sh). They must be gone before
# anything starts on their data, so they are waited for and then killed. A process id alone may have gone to somebody else.
end_leftovers() {
  local name pid born deadline=$((SECONDS + leftover_limit_seconds))
  [ -s "$processes" ] || return 0
  while read -r name pid born; do
    [ "$(birth_of "$pid")" = "$born" ] || continue
    say "waiting for $name (process $pid) of a run that was killed"
    while [ "$(birth_of "$pid")" = "$born" ]; do
      [ $SECONDS -lt $deadline ] || kill -KILL "$pid" 2>/dev/null || :
      sleep 0.1
    done
  done <"$processes"
  : >"$processes"
}

# When a process started, as a number that no later bearer of its id can have; nothing if it is gone or a zombie.
birth_of() {
  if [ -r /proc/self/stat ]; then
    # Behind the last parenthesis (the name may hold anything): state, then the start time as the 20th field.
    sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | awk '$1 != "Z" { print $20 }' || :
  else
    ps -o lstart= -p "$1" 2>/dev/null | tr -d ' ' || :
  fi
}

refuse_taken_port() {
  [[ $url =~ ^http://([^/:]+)(:([0-9]+))?$ ]] || { say "CLOUDCONTROL_URL must look like http://127.0.0.1:8080, not $url" >&2; exit 2; }
  local host=${BASH_REMATCH[1]} port=${BASH_REMATCH[3]:-80}
  url_port=$port
  if is_taken "$host" "$port"; then
    say "something else already listens on $host:$port; set CLOUDCONTROL_URL, for example CLOUDCONTROL_URL=http://127.0.0.1:$((port + 1))" >&2
    exit 1
  fi
}

is_taken() { (exec 3<>"/dev/tcp/$1/$2") 2>/dev/null; }    # HOST PORT

# The first port above the API's that nobody listens on.
free_port() {
  local port
  for port in $(seq $((url_port + 1)) $((url_port + 200))); do
    is_taken 127.0.0.1 "$port" || { echo "$port"; return; }
  done
}

# --- starting -----------------------------------------------------------------------------------------------------------------------

build() {
  # No build servers: they would outlive us.
  MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 TERM=dumb \
    dotnet build scripts/run.slnf -c Release -v q --nologo -p:UseSharedCompilation=false >"$logs/build.log" 2>&1 9>&- </dev/null ||
    give_up build "the build failed"
}

start_database() {
  [ -z "${ConnectionStrings__CloudControl:-}" ] || return 0
  say "starting PostgreSQL"
  local pipes answer=''
  pipes=$(mktemp -d)
  mkfifo "$pipes/in" "$pipes/out"
  : >"$logs/postgres.log"
  set -m    # a process group of its own: a terminal's Ctrl-C must reach only this script, which ends the others in order
  bash scripts/pg.sh run --data "$home/pgdata" --log "$logs/postgres.log" <"$pipes/in" >"$pipes/out" 2>>"$logs/postgres.log" 9>&- &
  set +m
  remember postgres $!
  # Our end of its standard input. It closes when we end, however we end, and no other child may hold it open.
  exec 8>"$pipes/in"
  database_input=open
  read -r -t "$database_limit_seconds" answer <"$pipes/out" || :
  rm -rf "$pipes"
  case $answer in
    'READY '*) ;;
    *) give_up postgres "PostgreSQL did not start" ;;
  esac
  answer=${answer#READY }
  export ConnectionStrings__CloudControl="${answer/Database=postgres/Database=cloudcontrol};Maximum Pool Size=32;Max Auto Prepare=40;No Reset On Close=true"
  # The server itself, too: it is what would keep the folder locked.
  remember_only postgres-server "$(head -1 "$home/pgdata/postmaster.pid")"
}

# For the secrets of webhooks. Who loses it has to make new secrets for all of them.
make_key() {
  [ -s "$home/secrets.key" ] || { (umask 077; head -c 32 /dev/urandom | base64 >"$home/secrets.key.new"); mv "$home/secrets.key.new" "$home/secrets.key"; }
}

migrate() {
  say "bringing the database up to date"
  local migrations=migrations/bin/Release/net10.0/CloudControl.Migrations.dll
  {
    dotnet "$migrations" migrate && dotnet "$migrations" bootstrap --token-file "$home/token"
  } >"$logs/migrations.log" 2>&1 8>&- 9>&- </dev/null || give_up migrations "the database could not be brought up to date"
}

start_service() { # NAME DLL URL
  say "starting $1"
  # TERM from the kernel should this script be killed -9: the wish is tied to the parent's thread, and bash has only one.
  local tied=()
  ! command -v setpriv >/dev/null || tied=(setpriv --pdeathsig TERM)
  set -m    # as in start_database
  # Logs are read by people: what we did, not each request's and statement's every stage.
  Logging__LogLevel__Microsoft=Warning Logging__LogLevel__Quartz=Warning \
    Storage__Root=$home/hosts Storage__AcceptHosts='*' Secrets__KeyFile=$home/secrets.key ASPNETCORE_URLS=$3 ASPNETCORE_ENVIRONMENT=Development ASPNETCORE_SHUTDOWNTIMEOUTSECONDS=$stop_grace_seconds \
    ${tied[@]+"${tied[@]}"} dotnet "$2" >"$logs/$1.log" 2>&1 8>&- 9>&- </dev/null &
  set +m
  remember "$1" $!
}

remember() { # NAME PID: one of our children
  names+=("$1")
  pids+=("$2")
  remember_only "$1" "$2"
}

remember_only() { echo "$1 $2 $(birth_of "$2")" >>"$processes"; }

# Both: the API alone would take the hosts of a run that ended a moment ago for served.
wait_until_ready() {
  local deadline=$((SECONDS + ready_limit_seconds)) name
  until answers_ready "$workers_url" && answers_ready "$url"; do
    ! name=$(dead_child) || give_up "$name" "$name ended before it was ready"
    [ $SECONDS -lt $deadline ] || give_up_unready
    sleep 0.1
  done
  try_the_token
}

# What we are about to print must work; and the first requests, which compile their code, are ours rather than a user's.
try_the_token() {
  local path
  for path in account sizes images droplets; do
    curl -sf -o /dev/null -m 10 -H "Authorization: Bearer $(cat "$home/token")" "$url/v2/$path" || give_up api "$url/v2/$path does not answer the token in $home/token"
  done
}

answers_ready() { [ "$(curl -s -o /dev/null -m 2 -w '%{http_code}' "$1/readyz")" = 200 ]; }

give_up_unready() {
  say "not ready after $ready_limit_seconds seconds; $url/readyz says: $(curl -s -m 2 "$url/readyz" || echo nothing)" >&2
  tail -n "$shown_log_lines" "$logs/workers.log" >&2
  give_up api "giving up"
}

greet() {
  local token engine
  token=$(cat "$home/token")
  engine=$(sed -n 's/.*<JobEngine>\(.*\)<.*/\1/p' Directory.Build.local.props)
  cat <<EOT

READY $url

  token        $token   (kept in $home/token)
  panel        $url/
  Swagger UI   $url/swagger
  job engine   $engine
  data, logs   $home
  development profile: rate limits off, webhooks to loopback allowed

Try it:

  export TOKEN=$token

  # a droplet (its disk will be scrubbed when it is destroyed, because nobody said otherwise)
  curl -s -X POST $url/v2/droplets -H "Authorization: Bearer \$TOKEN" -H 'Content-Type: application/json' -d '{"name":"first","region":"nyc3","size":"s-1vcpu-1gb","image":"debian-12-x64"}'

  # watch it become active
  curl -s $url/v2/droplets -H "Authorization: Bearer \$TOKEN"

  # destroy it; Location says where to watch the scrub
  curl -i -X DELETE $url/v2/droplets/ID -H "Authorization: Bearer \$TOKEN"

Ctrl-C ends it; the data stays for the next time.
EOT
}

# --- running and stopping -----------------------------------------------------------------------------------------------------------

watch_over() {
  local name
  until name=$(dead_child); do
    sleep 1 &
    wait $! || :    # not `sleep` itself: a signal interrupts a wait at once
  done
  give_up "$name" "$name died; ending the others"
}

# The name of a child that is no more; fails while all are well.
dead_child() {
  local i
  for i in ${pids[@]+"${!pids[@]}"}; do
    [ -n "$(birth_of "${pids[i]}")" ] || { echo "${names[i]}"; return; }
  done
  return 1
}

finish() {
  local status=$? i
  trap - EXIT
  trap '' INT TERM HUP
  [ -z "${stop_requested:-}" ] || say "stopping"
  for i in ${pids[@]+"${!pids[@]}"}; do
    [ "${names[i]}" = postgres ] || kill -TERM "${pids[i]}" 2>/dev/null || :
  done
  end_children "$stop_limit_seconds" workers api
  # PostgreSQL last, so that the others can write down how far they got.
  [ -z "$database_input" ] || exec 8>&-
  end_children 3 postgres
  : >"$processes"
  exit "$status"
}

end_children() { # SECONDS NAME...: waits for them, then kills
  local deadline=$((SECONDS + $1)) i name
  shift
  for name; do
    for i in ${pids[@]+"${!pids[@]}"}; do
      [ "${names[i]}" = "$name" ] || continue
      while [ -n "$(birth_of "${pids[i]}")" ] && [ $SECONDS -lt $deadline ]; do sleep 0.05; done
      kill -KILL "${pids[i]}" 2>/dev/null || :
      wait "${pids[i]}" 2>/dev/null || :
    done
  done
}

main "$@"
