#!/usr/bin/env bash
# 300 articles made for a demonstration, in an index of their own, and the search page on them; or, as
# `demo.sh pictures [FOLDER]`, the README's pictures of it.
set -eu -o pipefail
cd "$(dirname "$0")/.."
if [ "${1:-}" = pictures ] && ! command -v chromium >/dev/null; then
  echo "clippings: no chromium to take pictures with; on Debian: apt-get install chromium" >&2
  exit 1
fi
CLIPPINGS_HOME="${CLIPPINGS_HOME:-$(.venv/bin/python -c 'from etl.settings import get_settings; print(get_settings().home)')}/demo"
export CLIPPINGS_HOME
export PATH="$PWD/.venv/bin:$PATH"
mkdir -p "$CLIPPINGS_HOME"
chmod 755 "$CLIPPINGS_HOME"
python scripts/demo/articles.py "$CLIPPINGS_HOME/demo.ndjson"
clippings ingest --collection demo "$CLIPPINGS_HOME/demo.ndjson"
if [ "${1:-}" = pictures ]; then
  exec python scripts/pictures.py "${@:2}"
fi
echo "stop with Ctrl-C; the node goes on until: CLIPPINGS_HOME=$CLIPPINGS_HOME clippings node stop"
exec clippings serve --port "${PORT:-8000}"
