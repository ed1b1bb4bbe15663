#!/usr/bin/env bash
# Requests that Specmatic generates from our own published document, good ones and spoiled ones, against a cloud of their own: no answer
# may be outside the document, and none a failure of the server's. Specmatic itself is only asked for its requests: it expects a success
# of each good one, and that a volume attaches to a droplet that lies elsewhere is more than a generator can arrange.
#
#   CONTRACT_URL            where the cloud listens (default http://127.0.0.1:19180); the proxy takes the port 500 above
#   REQUEST_COMBINATIONS    how many combinations of optional parts are tried for each operation (default 1)
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/packages.sh
. scripts/checked-cloud.sh

generate_limit_seconds=600
fewest_answers=300
url=${CONTRACT_URL:-http://127.0.0.1:19180}
modules=artifacts/generated

main() {
  trap finish_cloud EXIT
  trap 'exit 1' INT TERM
  install_generator
  start_cloud
  curl -sf "$url/swagger/v2/swagger.json" >"$home/openapi.json"
  start_proxy "$home/openapi.json"
  order_what_requests_name >"$home/openapi_dictionary.yaml"
  generate
  report_answers "$fewest_answers"
}

install_generator() {
  local missing=''
  command -v node >/dev/null || missing+=' nodejs'
  command -v npm >/dev/null || missing+=' npm'
  command -v java >/dev/null || missing+=' default-jre-headless'
  [ -z "$missing" ] || { echo "installing$missing"; install_packages $missing; }
  mkdir -p "$modules"
  cmp -s tests/Generated/package-lock.json "$modules/installed" || {
    cp tests/Generated/package.json tests/Generated/package-lock.json "$modules/"
    npm ci --silent --no-audit --no-fund --prefix "$modules" >/dev/null
    cp tests/Generated/package-lock.json "$modules/installed"
  }
}

# Generated ids are nobody's: without things that are there, every request about one would end at 404.
order_what_requests_name() {
  local droplet volume vpc
  droplet=$(order /v2/droplets '{"name": "web-1", "region": "nyc3", "size": "s-1vcpu-1gb", "image": "debian-12-x64", "tags": ["web"]}' | first_id '[0-9]+')
  volume=$(order /v2/volumes '{"name": "data", "region": "nyc3", "size_gigabytes": 1}' | first_id '[0-9a-f-]{36}')
  vpc=$(order /v2/vpcs '{"name": "inner", "region": "nyc3"}' | first_id '[0-9a-f-]{36}')
  printf 'PARAMETERS:\n  PATH:\n    dropletId: %s\n    volumeId: %s\n    vpcId: %s\n    tagName: web\n    imageId: 101\n' "$droplet" "$volume" "$vpc"
}

order() { # PATH JSON
  curl -sf -H "Authorization: Bearer $token" -H 'Content-Type: application/json' -d "$2" "$url$1"
}

first_id() { # PATTERN
  grep -oE "\"id\":\"?$1" | head -n 1 | grep -oE "$1\$"
}

# The stream of events does not end, and so has no answer to check.
generate() {
  local status=0
  (
    cd "$home"
    bearer=$token SPECMATIC_GENERATIVE_TESTS=true MAX_TEST_REQUEST_COMBINATIONS=${REQUEST_COMBINATIONS:-1} \
      timeout "$generate_limit_seconds" java -jar "$OLDPWD/$modules/node_modules/specmatic/specmatic.jar" test \
      --testBaseURL="$through" --filter="PATH!='/v2/events/stream'" openapi.json >specmatic.log 2>&1
  ) || status=$?
  grep -E '^Tests run:' "$home/specmatic.log" || { tail -n 40 "$home/specmatic.log" >&2; exit 1; }
  [ "$status" != 124 ] || { echo "the generator did not end within $generate_limit_seconds s" >&2; exit 1; }
}

main "$@"
