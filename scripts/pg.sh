#!/usr/bin/env bash
# A private PostgreSQL in the foreground: no port, no system service, no system user, nothing left behind.
#
#   pg.sh run [--fast] [--data DIR] [--socket DIR] [--log FILE]
#
# Prints one line, `READY <connection string>`, and serves until its standard input ends or it gets INT or TERM.
#   --data DIR   a durable cluster in DIR, made on first use; without it a throw-away one that is deleted at the end
#   --socket DIR where its socket is, for who starts it again and again; without it a folder of its own that is deleted at the end
#   --fast       no fsync and no full pages: for tests, whose data nobody will miss
#   --log FILE   where the server's log goes (default: DIR.log)
# PG_BIN names a folder with initdb and postgres; otherwise the usual places are searched, and on Debian PostgreSQL is installed.
# Exit status: 2 wrong usage, 3 no PostgreSQL, 5 the server did not start or died.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

ready_limit_seconds=30    # a cold initdb takes one or two; crash recovery of a durable cluster may take several

usage() { sed -n '2,12s/^# \{0,1\}//p' "$0" >&2; exit 2; }

main() {
  parse_options "$@"
  trap finish EXIT
  trap 'exit 0' INT TERM
  make_folders
  choose_binaries
  choose_identity
  initialize
  start_server
  wait_until_ready
  # The socket's folder is ours alone (mode 0700), which is what makes `trust` safe.
  echo "READY Host=$socket;Port=5432;Username=cloudcontrol;Database=postgres"
  serve
}

parse_options() {
  mode=durable data='' log='' temp='' socket='' own_socket='' pid=''
  [ "${1:-}" = run ] || usage
  shift
  while [ $# -gt 0 ]; do
    case $1 in
      --fast) mode=fast ;;
      --data) data=${2:?}; shift ;;
      --socket) socket=${2:?}; shift ;;
      --log) log=${2:?}; shift ;;
      *) usage ;;
    esac
    shift
  done
}

make_folders() {
  # Sockets go to /tmp because a socket's path may have 107 bytes at most, and checkouts live deeper than that.
  [ -n "$socket" ] || socket=$(mktemp -d /tmp/ccs.XXXXXX) own_socket=$socket
  if [ -z "$data" ]; then
    temp=$(mktemp -d /tmp/ccpg.XXXXXX)
    data=$temp/data
  fi
  mkdir -p "$data"
  data=$(cd "$data" && pwd)
  log=${log:-$data.log}
}

# The newest PostgreSQL, except that an existing cluster can only be opened by its own major version.
choose_binaries() {
  local major=''
  [ ! -s "$data/PG_VERSION" ] || major=$(cat "$data/PG_VERSION")
  bin=$(find_binaries "$major")
  if [ -z "$bin" ]; then
    # shellcheck source=scripts/packages.sh
    . "$here/packages.sh"
    install_packages postgresql || { echo "pg.sh: or name the folder of initdb and postgres in PG_BIN" >&2; exit 3; }
    bin=$(find_binaries "$major")
  fi
  [ -n "$bin" ] || { echo "pg.sh: no PostgreSQL ${major:+of version $major }found${major:+; $data was made by it}" >&2; exit 3; }
}

find_binaries() { # MAJOR or nothing
  local folder
  for folder in "${PG_BIN:-}" /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql*/bin /usr/local/opt/postgresql*/bin \
    /Applications/Postgres.app/Contents/Versions/latest/bin; do
    if [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ]; then
      [ -z "$1" ] || [ "$("$folder/postgres" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')" = "$1" ] || continue
      [ "$folder" != "${PG_BIN:-}" ] || { echo "$folder"; return; }
      echo "$folder"
    fi
  done | sort -V | tail -1
}

# postgres refuses to run as root. In a user namespace of its own it is somebody else, while its files stay root's and any folder
# will do. Where namespaces are forbidden (Docker's default) it runs as a system user who must be able to reach its folders.
choose_identity() {
  as=()
  [ "$(id -u)" = 0 ] || return 0
  if unshare --user --map-user=1000 --map-group=1000 true 2>/dev/null; then
    as=(unshare --user --map-user=1000 --map-group=1000)
    return
  fi
  local user=postgres
  id -u "$user" >/dev/null 2>&1 || user=nobody
  as=(setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups)
  chown -R "$user" "$data" "$socket" ${temp:+"$temp"}
}

initialize() {
  [ ! -s "$data/PG_VERSION" ] || return 0
  # ${as[@]+...}: an empty array is an error under `set -u` in the bash 3.2 that macOS has.
  LC_ALL=C ${as[@]+"${as[@]}"} "$bin/initdb" -D "$data" -U cloudcontrol -A trust -E UTF8 --locale=C --no-sync --no-instructions >"$log" 2>&1 ||
    { tail -20 "$log" >&2; exit 5; }
}

start_server() {
  local options=(-c listen_addresses= -c unix_socket_directories="$socket" -c unix_socket_permissions=0700
    -c max_connections=200 -c wal_level=minimal -c max_wal_senders=0)
  [ "$mode" != fast ] || options+=(-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_wal_size=4GB -c checkpoint_timeout=1d)
  # Should this script be killed -9, the kernel interrupts the server. setpriv comes after unshare, because a change of credentials
  # forgets the wish, and its parent is this single-threaded script, because the wish is tied to the parent's thread.
  local dying=()
  ! setpriv --pdeathsig INT true 2>/dev/null || dying=(setpriv --pdeathsig INT)
  LC_ALL=C ${as[@]+"${as[@]}"} ${dying[@]+"${dying[@]}"} "$bin/postgres" -D "$data" "${options[@]}" >>"$log" 2>&1 </dev/null &
  pid=$!
}

wait_until_ready() {
  local state_file=$data/postmaster.pid deadline=$((SECONDS + ready_limit_seconds))
  # The file of a server that was killed says "ready" too: its first line must be our server.
  until [ "$(sed -n '1p;8p' "$state_file" 2>/dev/null | tr -d ' \n')" = "${pid}ready" ]; do
    if ! kill -0 "$pid" 2>/dev/null || [ $SECONDS -ge $deadline ]; then
      echo "pg.sh: PostgreSQL did not start; the end of $log:" >&2
      tail -20 "$log" >&2
      exit 5
    fi
    sleep 0.03
  done
}

# Our owner holds the other end of standard input: when it ends, however it ends, so do we.
serve() {
  while kill -0 "$pid" 2>/dev/null; do
    read -r -t 1 _ || [ $? -gt 128 ] || exit 0    # above 128 is the time-out, anything else the end
  done
  echo "pg.sh: PostgreSQL died; the end of $log:" >&2
  tail -20 "$log" >&2
  exit 5
}

finish() {
  trap - EXIT
  trap '' INT TERM    # a second signal must not leave the server behind
  if [ -n "$pid" ]; then
    kill -INT "$pid" 2>/dev/null || :    # INT: fast shutdown, does not wait for clients
    wait "$pid" 2>/dev/null || :
  fi
  [ -z "$own_socket" ] || rm -rf "$own_socket"
  [ -z "$temp" ] || rm -rf "$temp"
}

main "$@"
