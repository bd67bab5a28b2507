#!/usr/bin/env bash
# The whole line on the seeds: the node, the real DAG, and a search on what it loaded.
set -eu -o pipefail
cd "$(dirname "$0")/.."
. scripts/airflow_env.sh
log="$AIRFLOW_HOME/run.log"
run() { "$@" >>"$log" 2>&1 || { tail -n 40 "$log" >&2; echo "clippings: it failed; the whole log is $log" >&2; exit 1; }; }
: >"$log"
say_dots "preparing Airflow and Elasticsearch (the first time it is fetched)"
prepare_airflow "$log" || { quiet; tail -n 40 "$log" >&2; echo "clippings: it failed; the whole log is $log" >&2; exit 1; }
quiet
echo "running the DAG ingest_articles over seeds/"
run airflow dags test ingest_articles -c "{\"input\": \"$PWD/seeds\"}"
echo
clippings runs --last
echo
echo "\$ clippings search 'ceasefire talks'"
clippings search 'ceasefire talks'
cat <<'END'

What to do next
  .venv/bin/clippings ingest PATH…         your own files
  .venv/bin/clippings search 'WORDS'       search them
  .venv/bin/clippings serve                the search page
  make demo                                the search page on 300 made articles, at http://127.0.0.1:8000
  make airflow                             schedule it: Airflow with its user interface
  .venv/bin/clippings node stop            stop Elasticsearch; the data stay
END
