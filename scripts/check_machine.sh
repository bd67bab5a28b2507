#!/usr/bin/env bash
# Says in one line what the machine lacks before the set-up starts.
set -eu
python="${1:-python3}"

stop() { echo "clippings: $1" >&2; exit 1; }

command -v "$python" >/dev/null || stop "no $python; on Debian: apt-get install python3 python3-venv"
"$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' ||
  stop "$("$python" --version) is not supported; name a Python 3.11 to 3.13 with: make PYTHON=python3.12 …"
"$python" -c 'import ensurepip, venv' 2>/dev/null || stop "no venv module; on Debian: apt-get install python3-venv"
free_mb=$(df -Pm . | awk 'NR == 2 {print $4}')
[ "$free_mb" -ge 3000 ] || stop "$free_mb MB free here, 3000 MB are needed for the packages and the node"
