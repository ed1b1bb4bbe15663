#!/usr/bin/env bash
# Real clients, unmodified, against a cloud of their own, through a proxy that holds every answer against the contract. The last line
# is `N passed, N failed`; the exit status is 0 only if nothing failed and the proxy saw no violation.
#
#   CLIENTS_URL    where the cloud listens (default http://127.0.0.1:18180); the proxy takes the port 500 above
#   CLIENTS        which of them (default: packer ansible python dots libcloud godo digitalocean)
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/packages.sh
. scripts/checked-cloud.sh

client_limit_seconds=600
wait_limit_seconds=60        # a client's own patience for one thing to happen
url=${CLIENTS_URL:-http://127.0.0.1:18180}
modules=artifacts/clients
fewest_answers=100
gocode=/usr/share/gocode
passed=0 failed=0

main() {
  trap finish_cloud EXIT
  trap 'exit 1' INT TERM
  install_clients
  start_cloud
  start_proxy tests/Api.Tests/Contract/digitalocean-v2.json
  export CC_URL=$through CC_TOKEN=$token CC_TIMEOUT=$wait_limit_seconds
  local client
  for client in ${CLIENTS:-packer ansible python dots libcloud godo digitalocean}; do
    run_client "$client"
  done
  report_answers "$fewest_answers" || failed=$((failed + 1))
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

main "$@"
