#!/usr/bin/env bash
# Sees to what the tests need of the machine, and says in one line what it lacks.
set -eu

stop() { echo "clippings: $1" >&2; exit 1; }

if [ "$(id -u)" = 0 ]; then
  for program in useradd setpriv unshare; do
    command -v "$program" >/dev/null || stop "no $program; on Debian: apt-get install passwd util-linux"
  done
fi
install() { # PACKAGES WHAT-FOR: as root on Debian; else it says what is missing
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || stop "no $1 for $2; on Debian: apt-get install $1"
  echo "installing $1 for $2"
  export DEBIAN_FRONTEND=noninteractive
  # shellcheck disable=SC2086  # several packages
  said=$(apt-get update 2>&1 && apt-get install --yes --no-install-recommends $1 2>&1) ||
    stop "$1 could not be installed: $(printf '%s\n' "$said" | tail -n 1)"
}

if [ "${1:-}" = compose ]; then
  for program in podman runc iptables debootstrap docker-compose /usr/lib/podman/netavark /usr/lib/podman/aardvark-dns; do
    command -v "$program" >/dev/null ||
      install "podman runc netavark aardvark-dns iptables debootstrap docker-compose" "the services of docker-compose.yml"
  done
  exit
fi
command -v chromium >/dev/null || install chromium "the tests of the search page"
if [ "${1:-}" = all ]; then
  command -v redis-server >/dev/null || install redis-server "the tests on Celery's workers"
  ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || install postgresql "the tests on Celery's workers"
fi
