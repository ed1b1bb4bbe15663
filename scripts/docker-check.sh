#!/usr/bin/env bash
# Builds the Dockerfile for real on a machine without Docker and without a registry, and starts what came out. For now and then:
# it takes a few minutes, and a few GB below $TMPDIR while it runs, or forty where overlays cannot be mounted.
#
# The base images are made here, from Debian packages and this machine's own .NET, under the names the Dockerfile asks for. What this
# shows: every line of the Dockerfile runs, the publish is complete, and the images start as a user who is not root.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/packages.sh

overlay_gigabytes=8
vfs_gigabytes=40
app_uid=1654    # what Microsoft's images use

main() {
  [ "$(id -u)" = 0 ] || { echo "docker-check: needs root, for buildah's chroot isolation" >&2; exit 2; }
  command -v buildah >/dev/null && command -v mmdebstrap >/dev/null || install_packages buildah mmdebstrap
  scratch=$(mktemp -d)
  trap finish EXIT
  private_storage

  step "base images"
  make_base_images
  scripts/setup.sh
  local engine
  engine=$(sed -n 's/.*<JobEngine>\(.*\)<.*/\1/p' Directory.Build.local.props)
  for target in api workers migrations; do
    step "target $target, job engine $engine"
    buildah bud --quiet --layers --isolation chroot --pull-never --network host --build-arg "JOB_ENGINE=$engine" --target "$target" -t "cloudcontrol-$target" . >/dev/null
  done

  start_database
  step "migrations"
  in_image migrations "$app_uid" dotnet CloudControl.Migrations.dll migrate
  step "workers"
  in_image workers "$app_uid" bash -c 'mke2fs -V 2>&1 | head -1; mkfs.xfs -V; test -w /hosts; test "$(id -u)" != 0'
  answers workers 18081 /readyz
  step "api"
  answers api 18080 /readyz /swagger/index.html /swagger/v2/swagger.json
  step "done"
}

step() { echo "docker-check: $*"; }

finish() {
  stop_service
  exec 8>&- || :
  wait || :
  buildah rm --all >/dev/null 2>&1 || :
  grep -o " $scratch/[^ ]*" /proc/mounts | sort -r | xargs -r umount || :    # the storage mounts itself
  rm -rf "$scratch"
}

# Nothing of ours in the machine's own image store, and nothing of it in ours.
private_storage() {
  local driver needed
  driver=$(storage_driver)
  needed=$([ "$driver" = overlay ] && echo $overlay_gigabytes || echo $vfs_gigabytes)
  [ "$(df --output=avail -BG "$scratch" | tail -1 | tr -dc 0-9)" -ge "$needed" ] || { echo "docker-check: $scratch needs $needed GB" >&2; exit 1; }
  export CONTAINERS_STORAGE_CONF=$scratch/storage.conf
  printf '[storage]\ndriver = "%s"\ngraphroot = "%s/graph"\nrunroot = "%s/run"\n' "$driver" "$scratch" "$scratch" >"$CONTAINERS_STORAGE_CONF"
}

# Overlays where this kernel lets us mount them; else whole copies, which take ten times the space.
storage_driver() {
  mkdir -p "$scratch"/probe/{lower,upper,work,merged}
  if mount -t overlay overlay -o "lowerdir=$scratch/probe/lower,upperdir=$scratch/probe/upper,workdir=$scratch/probe/work" "$scratch/probe/merged" 2>/dev/null; then
    umount "$scratch/probe/merged"
    echo overlay
  else
    echo vfs
  fi
}

make_base_images() {
  local root=$scratch/base dotnet
  dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
  mmdebstrap --quiet --variant=minbase --include=ca-certificates,libssl3,libstdc++6,zlib1g bookworm "$root"
  cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"    # this machine may sit behind a proxy with a certificate of its own
  mkdir -p "$root/usr/share/dotnet"
  cp -a "$dotnet"/{dotnet,host,shared} "$root/usr/share/dotnet/"
  ln -s /usr/share/dotnet/dotnet "$root/usr/bin/dotnet"
  commit_base aspnet
  cp -a "$dotnet"/{sdk,sdk-manifests,packs,templates} "$root/usr/share/dotnet/" 2>/dev/null || cp -a "$dotnet/sdk" "$root/usr/share/dotnet/"
  commit_base sdk
  rm -rf "$root"
}

commit_base() { # NAME
  local container
  container=$(buildah from scratch)
  buildah copy --quiet "$container" "$scratch/base" / >/dev/null
  buildah config --env "APP_UID=$app_uid" --env DOTNET_RUNNING_IN_CONTAINER=true --env DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 --env "NUGET_CERT_REVOCATION_MODE=${NUGET_CERT_REVOCATION_MODE:-online}" "$container"
  buildah commit --quiet --rm "$container" "mcr.microsoft.com/dotnet/$1:10.0" >/dev/null
}

# A private PostgreSQL whose socket the containers' user may reach.
start_database() {
  mkfifo "$scratch/in" "$scratch/out"
  bash scripts/pg.sh run --fast <"$scratch/in" >"$scratch/out" &
  exec 8>"$scratch/in"
  local answer
  read -r -t 60 answer <"$scratch/out"
  socket=$(sed 's/READY Host=\([^;]*\);.*/\1/' <<<"$answer")
  chmod 755 "$socket"
  chmod 777 "$socket"/.s.PGSQL.5432
  connection="Host=/database;Username=cloudcontrol;Database=cloudcontrol"
}

in_image() { # TARGET UID COMMAND...
  local target=$1 uid=$2 container
  shift 2
  container=$(buildah from --pull-never "cloudcontrol-$target")
  buildah run --isolation chroot --network host --user "$uid" --volume "$socket:/database" \
    --env "ConnectionStrings__CloudControl=$connection" ${listen:+--env "ASPNETCORE_URLS=$listen"} "$container" -- "$@"
}

answers() { # TARGET PORT PATH...: starts the image as its Dockerfile says and asks for each path
  local target=$1 port=$2 dll path status deadline
  shift 2
  dll=$(buildah inspect --type image --format '{{index .OCIv1.Config.Entrypoint 1}}' "cloudcontrol-$target")
  set -m    # a process group of its own: killing buildah alone would leave what it runs
  listen=http://127.0.0.1:$port in_image "$target" "$app_uid" dotnet "$dll" >"$scratch/$target.log" 2>&1 8>&- &
  set +m
  service=$!
  for path; do
    deadline=$((SECONDS + 60))
    until status=$(curl -s -o /dev/null -m 5 -w '%{http_code}' "http://127.0.0.1:$port$path") && [ "$status" = 200 ]; do
      [ $SECONDS -lt $deadline ] || { tail -20 "$scratch/$target.log"; echo "docker-check: $target answers $path with $status" >&2; exit 1; }
      sleep 0.3
    done
    echo "$target $path: $status"
  done
  stop_service
}

stop_service() {
  [ -n "${service:-}" ] || return 0
  kill -TERM -- "-$service" 2>/dev/null || :
  wait "$service" || :
  service=
}

main "$@"
