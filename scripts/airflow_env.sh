# Sourced: the environment in which this project's Airflow runs, all of it below CLIPPINGS_HOME.
export CLIPPINGS_HOME="${CLIPPINGS_HOME:-$(.venv/bin/python -c 'from etl.settings import get_settings; print(get_settings().home)')}"
export AIRFLOW_HOME="$CLIPPINGS_HOME/airflow"
export AIRFLOW__CORE__DAGS_FOLDER="$PWD/dags"
export AIRFLOW__CORE__LOAD_EXAMPLES=False
export AIRFLOW__CORE__MAX_TEMPLATED_FIELD_LENGTH=100000
# As many tasks at once as there are cores: each that enriches holds its language models.
export AIRFLOW__CORE__PARALLELISM="${AIRFLOW__CORE__PARALLELISM:-$(nproc)}"
export AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL=30
export AIRFLOW__LOGGING__LOGGING_LEVEL="${AIRFLOW__LOGGING__LOGGING_LEVEL:-INFO}"
export PATH="$PWD/.venv/bin:$PATH"
mkdir -p "$AIRFLOW_HOME"

# The connection of the DAGs: the Elasticsearch that CLIPPINGS_ES_URL names, else the embedded node.
if [ -z "${AIRFLOW_CONN_ELASTICSEARCH_DEFAULT:-}" ]; then
  AIRFLOW_CONN_ELASTICSEARCH_DEFAULT="$(python -m scripts.connection)"
  export AIRFLOW_CONN_ELASTICSEARCH_DEFAULT
fi

airflow_db() {
  airflow db check-migrations --migration-wait-timeout 0 >/dev/null 2>&1 || airflow db migrate
}
