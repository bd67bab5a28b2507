# Sourced: the environment in which this project's Airflow runs, all of it below CLIPPINGS_HOME.
export CLIPPINGS_HOME="${CLIPPINGS_HOME:-$(.venv/bin/python -c 'from etl.settings import get_settings; print(get_settings().home)')}"
export AIRFLOW_HOME="$CLIPPINGS_HOME/airflow"
export AIRFLOW__CORE__DAGS_FOLDER="$PWD/dags"
export AIRFLOW__CORE__LOAD_EXAMPLES=False
# As many tasks at once as there are cores: each that enriches holds its language models.
export AIRFLOW__CORE__PARALLELISM="${AIRFLOW__CORE__PARALLELISM:-$(nproc)}"
# The pool that dags/airflow_setup.py makes, of as many slots: for all DAGs together.
export CLIPPINGS_POOL="${CLIPPINGS_POOL:-elasticsearch}"
# A task may wait for as long as a few of the longest take, and its token lives on.
export AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT="${AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT:-3600}"
export AIRFLOW__EXECUTION_API__JWT_EXPIRATION_TIME="${AIRFLOW__EXECUTION_API__JWT_EXPIRATION_TIME:-86400}"
# A changed file is read anew at the next look at the folder; one that is not, every hour in place of every 30 seconds.
export AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL=30 AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL=3600
export AIRFLOW__LOGGING__LOGGING_LEVEL="${AIRFLOW__LOGGING__LOGGING_LEVEL:-INFO}"
export PATH="$PWD/.venv/bin:$PATH"
mkdir -p "$AIRFLOW_HOME"

# Sees to the database and, unless it is named, to the connection of the DAGs: the Elasticsearch that CLIPPINGS_ES_URL
# names, else the embedded node, which starts meanwhile. $1: the log; the rest goes to dags/airflow_setup.py.
prepare_airflow() {
  local log="$1" connection="$AIRFLOW_HOME/connection.$$"
  shift
  python dags/airflow_setup.py "$@" >>"$log" 2>&1 &
  local setup=$!
  if [ -z "${AIRFLOW_CONN_ELASTICSEARCH_DEFAULT:-}" ]; then
    (umask 077; python -m scripts.connection >"$connection") || { rm -f "$connection"; kill "$setup" 2>/dev/null; return 1; }
    AIRFLOW_CONN_ELASTICSEARCH_DEFAULT="$(cat "$connection")"
    export AIRFLOW_CONN_ELASTICSEARCH_DEFAULT
    rm -f "$connection"
  fi
  wait "$setup"
}

# Says that something goes on, every three seconds until it is stopped with: quiet
say_dots() {
  printf '%s' "$1"
  (while sleep 3; do printf '.'; done) &
  dots=$!
}
quiet() {
  kill "$dots" 2>/dev/null || true
  wait "$dots" 2>/dev/null || true
  echo
}
