#!/usr/bin/env bash
# Brings an empty machine to where the product runs, and with --tests to where its tests run. Costs nothing when all is there.
#
#   setup.sh [--tests]
#
# JOB_ENGINE=Hangfire|Quartz chooses the workers' job engine; unset, Hangfire where its packages can be restored, else Quartz.
# The choice goes to Directory.Build.local.props (ignored by git), together with what the one attempt to restore Hangfire said;
# `make clean` forgets both.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/packages.sh

restore_limit_seconds=60
choice_file=Directory.Build.local.props

main() {
  require_sdk
  install_missing "${1:-}"
  choose_job_engine
}

require_sdk() {
  command -v dotnet >/dev/null || fail "the .NET SDK is not installed"
  dotnet --version >/dev/null 2>&1 || fail "the .NET SDK here is too old or too new for global.json: $(dotnet --list-sdks | tr '\n' ' ')"
}

fail() {
  echo "setup: $1. CloudControl needs .NET SDK 10 (https://dotnet.microsoft.com/download/dotnet/10.0)." >&2
  exit 3
}

# Each line: a program we call, and the Debian package that has it.
runtime_tools='
mke2fs    e2fsprogs
debugfs   e2fsprogs
mkfs.xfs  xfsprogs
curl      curl
setpriv   util-linux
unshare   util-linux
flock     util-linux'

test_tools='
nbdinfo   libnbd-bin
fio       fio
fusermount3 fuse3
qemu-io   qemu-utils
pvck      lvm2
cpio      cpio
xz        xz-utils
node      nodejs
npm       npm
chromium  chromium
faketime  faketime'

install_missing() {
  local missing
  missing=$(missing_packages "$runtime_tools")
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || [ -n "${PG_BIN:-}" ] || [ "$(uname)" != Linux ] || missing+=' postgresql'
  if [ -n "$missing" ]; then
    echo "setup: installing" $missing >&2
    install_packages $missing || exit 3
  fi

  [ "${1:-}" = --tests ] || return 0
  local package
  for package in $(missing_packages "$test_tools"); do    # one by one: what is not to be had costs its own tests only, which then say so
    echo "setup: installing $package for the tests" >&2
    install_packages "$package" || :
  done
}

missing_packages() { # LIST
  local PATH=$PATH:/usr/sbin:/sbin tool package
  while read -r tool package; do
    [ -z "$tool" ] || command -v "$tool" >/dev/null || echo "$package"
  done <<<"$1" | sort -u
}

choose_job_engine() {
  local probed chosen
  probed=$(sed -n 's/.*<ProbedJobEngine>\(.*\)<.*/\1/p' "$choice_file" 2>/dev/null || :)
  case ${JOB_ENGINE:-} in
    Hangfire | Quartz) chosen=$JOB_ENGINE ;;
    '') chosen=${probed:=$(probe_job_engine)} ;;
    *) echo "setup: JOB_ENGINE is Hangfire or Quartz, not '$JOB_ENGINE'" >&2; exit 2 ;;
  esac
  local wanted
  wanted="<Project>
  <!-- Written by scripts/setup.sh. -->
  <PropertyGroup>
    <ProbedJobEngine>$probed</ProbedJobEngine>
    <JobEngine>$chosen</JobEngine>
  </PropertyGroup>
</Project>"
  # Written only when it changes: the file is an input of every project's build.
  [ "$(cat "$choice_file" 2>/dev/null)" = "$wanted" ] || printf '%s\n' "$wanted" >"$choice_file"
}

probe_job_engine() {
  if timeout "$restore_limit_seconds" dotnet restore src/Workers.Hangfire -p:JobEngine=Hangfire -v q >/dev/null 2>&1 </dev/null; then
    echo Hangfire
  else
    echo Quartz
  fi
}

main "$@"
