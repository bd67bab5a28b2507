#!/usr/bin/env bash
# Says in one line what the machine lacks before the tests start.
set -eu
if [ "$(id -u)" = 0 ]; then
  for program in useradd setpriv unshare; do
    command -v "$program" >/dev/null || { echo "clippings: no $program; on Debian: apt-get install passwd util-linux" >&2; exit 1; }
  done
fi
