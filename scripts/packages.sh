# Sourced, not run: installing what the machine lacks. Only Debian and its children, and only as root; everyone else is told the names.

# install_packages NAME... : installs Debian packages, or says what to install and fails.
install_packages() {
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "missing: please install $* (the names are Debian's)" >&2
    return 3
  fi
  # One installer at a time: several test projects may start on an empty machine at once, and apt's lists lock does not wait.
  (
    flock 9
    export DEBIAN_FRONTEND=noninteractive
    compgen -G '/var/lib/apt/lists/*Packages*' >/dev/null || apt-get update -qq
    keep_services_down
    apt-get install -y -qq --no-install-recommends "$@" || {
      apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@"   # lists too old for the mirror
    }
  ) 9>/tmp/cloudcontrol-apt.lock >/dev/null
}

# Debian starts the services of what it installs. We want the programs only, never a second PostgreSQL or an LVM daemon on this machine.
keep_services_down() {
  mkdir -p /etc/postgresql-common
  if [ -e /etc/postgresql-common/createcluster.conf ]; then
    sed -i 's/^#\?create_main_cluster.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf
  else
    echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
  fi
  if [ ! -e /usr/sbin/policy-rc.d ]; then
    printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
    chmod 755 /usr/sbin/policy-rc.d
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT   # of the subshell that installs
  fi
}
