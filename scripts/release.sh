#!/usr/bin/env bash
# Builds the sdist and the wheel into dist/, and tries the wheel in an empty environment, without any extra.
set -eu -o pipefail
cd "$(dirname "$0")/.."
uv="$PWD/.venv/bin/uv"
rm -rf dist
"$uv" build --quiet --no-build-isolation --python .venv/bin/python --sdist --wheel --out-dir dist
wheel=$(ls "$PWD"/dist/*.whl)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$uv" venv --quiet --python .venv/bin/python "$work/venv"
"$uv" pip install --quiet --python "$work/venv/bin/python" --constraint requirements.lock "$wheel"
seed=$(ls "$PWD"/seeds/*.txt | head -n 1)
cd "$work"
venv/bin/clippings --version
title=$(CLIPPINGS_HOME="$work/home" venv/bin/clippings preview "$seed" | venv/bin/python -c 'import json, sys; print(json.load(sys.stdin)["title"])')
[ "$title" = "No immediate breakthrough after Ukraine-Russia talks, discussions to continue" ] ||
  { echo "clippings: the wheel previews the seed as: $title" >&2; exit 1; }
! venv/bin/python -c 'import airflow' 2>/dev/null || { echo "clippings: the wheel brought Airflow along" >&2; exit 1; }
echo "$wheel and its sdist are built; the wheel previews the seed in an empty environment"
