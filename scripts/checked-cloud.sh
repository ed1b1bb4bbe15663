# Sourced, not run: a cloud of one's own behind the proxy that holds every answer against a document, and its end. Whoever sources it
# sets `url`, `modules` (a folder whose node_modules has what the proxy needs) and calls `finish_cloud` at its end.
#
# Leaves `home` (a folder of its own), `through` (the proxy's URL) and `token` behind.

ready_limit_seconds=600    # a build comes first
proxy_limit_seconds=60
home='' cloud='' proxy='' through='' token=''

start_cloud() {
  home=$(mktemp -d /tmp/cloudcontrol-checked.XXXXXX)
  : >"$home/run.log"
  CLOUDCONTROL_HOME=$home CLOUDCONTROL_URL=$url scripts/run.sh >"$home/run.log" 2>&1 &
  cloud=$!
  wait_for "the cloud" "$ready_limit_seconds" "$cloud" "$home/run.log" grep -q READY "$home/run.log"
  token=$(cat "$home/token")
}

start_proxy() { # DOCUMENT: the proxy takes the port 500 above the cloud's; run.sh takes the first free one behind its own
  local port=$((${url##*:} + 500))
  through=http://127.0.0.1:$port
  node tests/Clients/contract_proxy.cjs "$1" "$port" "$url" "$modules" >"$home/proxy.log" 2>&1 &
  proxy=$!
  wait_for "the proxy" "$proxy_limit_seconds" "$proxy" "$home/proxy.log" curl -sf -o /dev/null "$through/__report"
}

wait_for() { # WHAT SECONDS PID LOG COMMAND...
  local what=$1 deadline=$((SECONDS + $2)) pid=$3 log=$4
  shift 4
  until "$@"; do
    kill -0 "$pid" 2>/dev/null && [ $SECONDS -lt $deadline ] || { echo "$what did not start" >&2; cat "$log" >&2; exit 1; }
    sleep 0.2
  done
}

# What the proxy saw; fails if it was a violation, an answer of the server's own failure, or next to nothing.
report_answers() { # AT_LEAST
  node -e '
    const report = JSON.parse(process.argv[1]), least = +process.argv[2], classes = {}, failed = [];
    for (const [what, times] of Object.entries(report.byOp)) {
      const status = what.split(" ").at(-1);
      classes[status] = (classes[status] || 0) + times;
      if (status >= 500) failed.push(what);
    }
    console.log(`--- ${report.checked} answers checked: ${Object.entries(classes).map(([status, times]) => `${times} x ${status}`).join(", ")}`);
    console.log(`--- not in the document: ${Object.keys(report.unknown).join(", ") || "none"}`);
    for (const [where, what] of Object.entries(report.violations)) console.log("VIOLATION " + where + ": " + Object.keys(what).join("; "));
    for (const what of failed) console.log("FAILURE " + what);
    if (report.checked < least) console.log(`fewer than ${least} answers: that shows nothing`);
    process.exit(Object.keys(report.violations).length + failed.length > 0 || report.checked < least ? 1 : 0);' \
    "$(curl -sf "$through/__report")" "$1"
}

finish_cloud() {
  [ -z "$proxy" ] || kill "$proxy" 2>/dev/null || :
  [ -z "$cloud" ] || { kill -TERM "$cloud" 2>/dev/null && wait "$cloud" 2>/dev/null || :; }
  [ -z "$home" ] || rm -rf "$home"
}
