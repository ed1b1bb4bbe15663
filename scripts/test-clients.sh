#!/usr/bin/env bash
# Real clients, unmodified, against a cloud of their own, through a proxy that holds every answer against the contract. The last line
# is `N passed, N failed`; the exit status is 0 only if nothing failed and the proxy saw no violation.
#
#   CLIENTS_URL    where the cloud listens (default http://127.0.0.1:18180); the proxy takes the port 500 above
#   CLIENTS        which of them (default: packer ansible python dots libcloud godo digitalocean)
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/packages.sh

ready_limit_seconds=300
proxy_limit_seconds=30
client_limit_seconds=600
wait_limit_seconds=60        # a client's own patience for one thing to happen
url=${CLIENTS_URL:-http://127.0.0.1:18180}
proxy_port=$((${url##*:} + 500))   # run.sh takes the first free one behind its own
modules=artifacts/clients
gocode=/usr/share/gocode
home='' cloud='' proxy='' passed=0 failed=0

main() {
  trap finish EXIT
  trap 'exit 1' INT TERM
  install_clients
  home=$(mktemp -d /tmp/cloudcontrol-clients.XXXXXX)
  start_cloud
  start_proxy
  export CC_URL=http://127.0.0.1:$proxy_port CC_TOKEN CC_TIMEOUT=$wait_limit_seconds
  CC_TOKEN=$(cat "$home/token")
  local client
  for client in ${CLIENTS:-packer ansible python dots libcloud godo digitalocean}; do
    run_client "$client"
  done
  report_violations
  echo "$passed passed, $failed failed"
  [ "$failed" = 0 ] && [ "$passed" -gt 0 ]
}

install_clients() {
  local missing=''
  command -v packer >/dev/null || missing+=' packer'
  command -v ansible-playbook >/dev/null || missing+=' ansible'
  command -v node >/dev/null || missing+=' nodejs'
  command -v npm >/dev/null || missing+=' npm'
  /usr/bin/python3 -c 'import digitalocean' 2>/dev/null || missing+=' python3-digitalocean'
  /usr/bin/python3 -c 'import libcloud' 2>/dev/null || missing+=' python3-libcloud'
  command -v go >/dev/null || missing+=' golang-go'
  [ -d "$gocode/src/github.com/digitalocean/godo" ] || missing+=' golang-github-digitalocean-godo-dev'
  [ -z "$missing" ] || { echo "installing$missing"; install_packages $missing; }
  [ -d "$modules/node_modules/dots-wrapper" ] && [ -d "$modules/node_modules/digitalocean" ] || {
    mkdir -p "$modules"
    npm install --silent --no-audit --no-fund --no-package-lock --prefix "$modules" \
      dots-wrapper@3.12.12 digitalocean@1.2.1 ajv@8 ajv-formats@3 @apidevtools/swagger-parser@10 >/dev/null
  }
}

start_cloud() {
  : >"$home/run.log"
  CLOUDCONTROL_HOME=$home CLOUDCONTROL_URL=$url scripts/run.sh >"$home/run.log" 2>&1 &
  cloud=$!
  wait_for "the cloud" "$ready_limit_seconds" "$cloud" "$home/run.log" grep -q READY "$home/run.log"
}

start_proxy() {
  node tests/Clients/contract_proxy.cjs tests/Api.Tests/Contract/digitalocean-v2.json "$proxy_port" "$url" "$modules" >"$home/proxy.log" 2>&1 &
  proxy=$!
  wait_for "the proxy" "$proxy_limit_seconds" "$proxy" "$home/proxy.log" curl -sf -o /dev/null "http://127.0.0.1:$proxy_port/__report"
}

wait_for() { # WHAT SECONDS PID LOG COMMAND...
  local what=$1 deadline=$((SECONDS + $2)) pid=$3 log=$4
  shift 4
  until "$@"; do
    kill -0 "$pid" 2>/dev/null && [ $SECONDS -lt $deadline ] || { echo "$what did not start" >&2; cat "$log" >&2; exit 1; }
    sleep 0.2
  done
}

run_client() { # NAME
  local log=$home/$1.log status=0
  echo "--- $1"
  case $1 in
    packer) timeout "$client_limit_seconds" bash tests/Clients/packer_v2.sh ;;
    python) timeout "$client_limit_seconds" /usr/bin/python3 tests/Clients/python_digitalocean_v2.py ;;
    dots) timeout "$client_limit_seconds" node tests/Clients/dots_wrapper_v2.cjs "$modules" ;;
    digitalocean) timeout "$client_limit_seconds" node tests/Clients/digitalocean_v2.cjs "$modules" ;;
    libcloud) timeout "$client_limit_seconds" /usr/bin/python3 tests/Clients/libcloud_v2.py ;;
    godo) GO111MODULE=off GOPATH=$gocode timeout "$client_limit_seconds" go run tests/Clients/godo_v2.go ;;
    ansible) ANSIBLE_NOCOLOR=1 ANSIBLE_LOCALHOST_WARNING=0 timeout "$client_limit_seconds" ansible-playbook -i localhost, -c local tests/Clients/ansible_v2.yml \
      -e "url=$CC_URL/v2" -e "token=$CC_TOKEN" -e ansible_python_interpreter=/usr/bin/python3 ;;
    *) echo "there is no client $1" >&2; exit 2 ;;
  esac >"$log" 2>&1 || status=$?
  count "$1" "$log" "$status"
}

# Ours end with `N passed, N failed`; Ansible with `localhost : ok=47 changed=… failed=0 …`.
count() { # NAME LOG STATUS
  local line good bad
  line=$(grep -E '^[0-9]+ passed, [0-9]+ failed$|^localhost +: ok=' "$2" | tail -1)
  good=$(sed -nE 's/^([0-9]+) passed.*/\1/p; s/.* ok=([0-9]+) .*/\1/p' <<<"$line")
  bad=$(sed -nE 's/.* ([0-9]+) failed$/\1/p; s/.* failed=([0-9]+) .*/\1/p' <<<"$line")
  [ "$3" = 0 ] || [ "${bad:-0}" != 0 ] || bad=1
  passed=$((passed + ${good:-0})) failed=$((failed + ${bad:-0}))
  if [ "${bad:-0}" = 0 ]; then
    echo "$1: ${good:-0} ok"
  else
    grep -E '^FAIL|^fatal|^TASK|^Traceback|Error' "$2" | grep -B1 -E '^FAIL|^fatal|Error' || tail -n 20 "$2"
    echo "$1: ${good:-0} ok, $bad FAILED"
  fi
}

report_violations() {
  local report
  report=$(curl -sf "http://127.0.0.1:$proxy_port/__report")
  node -e '
    const report = JSON.parse(process.argv[1]);
    console.log(`--- contract: ${report.checked} answers checked, off-contract: ${Object.keys(report.unknown).join(", ") || "none"}`);
    for (const [where, what] of Object.entries(report.violations)) console.log("VIOLATION " + where + ": " + Object.keys(what).join("; "));
    process.exit(Object.keys(report.violations).length ? 1 : 0);' "$report" || failed=$((failed + 1))
}

finish() {
  [ -z "$proxy" ] || kill "$proxy" 2>/dev/null || :
  [ -z "$cloud" ] || { kill -TERM "$cloud" 2>/dev/null && wait "$cloud" 2>/dev/null || :; }
  [ -z "$home" ] || rm -rf "$home"
}

main "$@"
