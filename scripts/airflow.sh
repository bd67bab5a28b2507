#!/usr/bin/env bash
# Airflow with its user interface: the DAGs unpaused, the connection made, the address and login printed.
set -eu -o pipefail
cd "$(dirname "$0")/.."
. scripts/airflow_env.sh
export AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION=False
airflow_db >"$AIRFLOW_HOME/standalone.log" 2>&1
# A DAG that an earlier run has made known keeps the state it had.
for dag in ingest_articles rebuild_index; do
  airflow dags unpause --yes "$dag" >>"$AIRFLOW_HOME/standalone.log" 2>&1 || true
done
port="${AIRFLOW__API__PORT:-8080}"
if python -c "import socket, sys; sys.exit(socket.socket().connect_ex(('127.0.0.1', $port)) != 0)"; then
  echo "clippings: port $port is taken; choose another: AIRFLOW__API__PORT=8081 make airflow" >&2
  exit 1
fi
export AIRFLOW__API__PORT="$port" AIRFLOW__API__HOST=127.0.0.1
export AIRFLOW__CORE__EXECUTION_API_SERVER_URL="http://127.0.0.1:$port/execution/"
passwords="$AIRFLOW_HOME/simple_auth_manager_passwords.json.generated"
if [ ! -s "$passwords" ]; then
  (umask 077; python -c 'import json, secrets; print(json.dumps({"admin": secrets.token_urlsafe(12)}))' >"$passwords")
fi
echo "Airflow: http://127.0.0.1:$port  user admin, password $(python -c "import json; print(json.load(open('$passwords'))['admin'])")"
echo "the log is $AIRFLOW_HOME/standalone.log; stop with Ctrl-C"
# Airflow's parts outlive a parent that is told to stop: all are told, and those still there soon after are ended.
set -m
airflow standalone >"$AIRFLOW_HOME/standalone.log" 2>&1 &
airflow=$!
stop() {
  trap '' INT TERM
  kill -TERM -- "-$airflow" 2>/dev/null || true
  sleep 5
  kill -KILL -- "-$airflow" 2>/dev/null || true
  exit 0
}
trap stop INT TERM
wait "$airflow" || { tail -n 20 "$AIRFLOW_HOME/standalone.log" >&2; echo "clippings: Airflow stopped" >&2; exit 1; }
