#!/usr/bin/env bash
# Airflow with its user interface: the DAGs unpaused, the connection made, the address and login printed.
set -eu -o pipefail
cd "$(dirname "$0")/.."
port="${AIRFLOW__API__PORT:-8080}"
if (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
  echo "clippings: port $port is taken; choose another: AIRFLOW__API__PORT=8081 make airflow" >&2
  exit 1
fi
. scripts/airflow_env.sh
export AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION=False
export CLIPPINGS_DEADLINE_HOURS="${CLIPPINGS_DEADLINE_HOURS:-24}"
export AIRFLOW__API__PORT="$port" AIRFLOW__API__HOST=127.0.0.1 AIRFLOW__API__WORKERS=1
export AIRFLOW__CORE__EXECUTION_API_SERVER_URL="http://127.0.0.1:$port/execution/"
log="$AIRFLOW_HOME/airflow.log"
: >"$log"
failed() { quiet; tail -n 20 "$log" >&2; echo "clippings: $1; the whole log is $log" >&2; exit 1; }
trap 'quiet; exit 130' INT TERM

say_dots "preparing Airflow and Elasticsearch (the first time takes half a minute)"
prepare_airflow "$log" --unpause || failed "Airflow could not be prepared"
passwords="$AIRFLOW_HOME/simple_auth_manager_passwords.json.generated"
if [ ! -s "$passwords" ]; then
  (umask 077; printf '{"admin": "%s"}\n' "$(head -c 12 /dev/urandom | base64 | tr '+/' '-_')" >"$passwords")
fi
quiet

say_dots "starting Airflow"
# Airflow's parts outlive a parent that is told to stop: all are told, and those still there soon after are ended.
set -m
(
  airflow api-server & airflow scheduler & airflow dag-processor &
  wait -n
) >>"$log" 2>&1 &
airflow=$!
set +m
stop() {
  trap '' INT TERM
  kill "$dots" 2>/dev/null || true
  kill -TERM -- "-$airflow" 2>/dev/null || true
  sleep 5
  kill -KILL -- "-$airflow" 2>/dev/null || true
  exit "${1:-0}"
}
trap stop INT TERM
until (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
  kill -0 "$airflow" 2>/dev/null || failed "Airflow did not start"
  sleep 0.5
done
quiet
echo "Airflow: http://127.0.0.1:$port  user admin, password $(cut -d'"' -f4 "$passwords")"
echo "the log is $log; stop with Ctrl-C"
wait "$airflow" || true
tail -n 20 "$log" >&2
echo "clippings: a part of Airflow stopped" >&2
stop 1
