#!/usr/bin/env bash
# Sees to what the tests need of the machine, and says in one line what it lacks.
set -eu

stop() { echo "clippings: $1" >&2; exit 1; }

if [ "$(id -u)" = 0 ]; then
  for program in useradd setpriv unshare; do
    command -v "$program" >/dev/null || stop "no $program; on Debian: apt-get install passwd util-linux"
  done
fi
if ! command -v chromium >/dev/null; then
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null ||
    stop "no chromium for the tests of the search page; on Debian: apt-get install chromium"
  echo "installing chromium for the tests of the search page"
  export DEBIAN_FRONTEND=noninteractive
  said=$(apt-get update 2>&1 && apt-get install --yes --no-install-recommends chromium 2>&1) ||
    stop "chromium could not be installed: $(printf '%s\n' "$said" | tail -n 1)"
fi
