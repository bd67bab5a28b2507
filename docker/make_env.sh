#!/usr/bin/env bash
# make_env.sh [scale]: writes .env and the files with random secrets, never over ones that are there, and makes articles/
# for your files. With "scale", the settings are those of the profile of that name: Celery workers and an object store.
set -eu
cd "$(dirname "$0")/.."
passwords=docker/airflow_passwords.json
store=docker/s3.json
for file in .env "$passwords" "$store"; do
  [ ! -e "$file" ] || { echo "$file is there already; remove it to make new secrets (and the volumes that know the old ones)" >&2; exit 1; }
done
executor=LocalExecutor staging= profiles=
if [ "${1:-}" = scale ]; then
  executor=CeleryExecutor staging=s3://clippings/staging profiles=scale
fi
mkdir -p articles
if [ -z "$(ls -A articles)" ] && [ -d seeds ]; then
  cp seeds/* articles/
fi
umask 077
secret() { python3 -c 'import secrets; print(secrets.token_hex(24))'; }
s3_key=$(secret) s3_secret=$(secret)
cat >.env <<END
ELASTIC_PASSWORD=$(secret)
AIRFLOW_ES_PASSWORD=$(secret)
PAGE_ES_PASSWORD=$(secret)
KIBANA_PASSWORD=$(secret)
KIBANA_ENCRYPTION_KEY=$(secret)
POSTGRES_PASSWORD=$(secret)
REDIS_PASSWORD=$(secret)
S3_ACCESS_KEY=$s3_key
S3_SECRET_KEY=$s3_secret
AIRFLOW_JWT_SECRET=$(secret)
AIRFLOW_FERNET_KEY=$(python3 -c 'import base64, os; print(base64.urlsafe_b64encode(os.urandom(32)).decode())')
AIRFLOW_EXECUTOR=$executor
AIRFLOW_PARALLELISM=2
COMPOSE_PROFILES=$profiles
CLIPPINGS_INPUT=./articles
CLIPPINGS_STAGING=$staging
CLIPPINGS_SCHEDULE=
CLIPPINGS_SHARD_SECONDS=60
CLIPPINGS_DEADLINE_HOURS=24
CLIPPINGS_PAGE_URL=
JSON_LOGS=false
PAGE_LOG_FORMAT=text
STATSD_ON=false
STATSD_HOST=statsd
OPENLINEAGE_TRANSPORT=
END
printf '{"admin": "%s"}\n' "$(secret)" >"$passwords"
cat >"$store" <<END
{"identities": [{"name": "clippings", "credentials": [{"accessKey": "$s3_key", "secretKey": "$s3_secret"}],
  "actions": ["Admin", "Read", "Write", "List", "Tagging"]}]}
END
# The containers' users read them through mounts that keep the owner.
chmod 644 "$passwords" "$store"
echo "wrote .env, $passwords and $store (Airflow's user is admin, its password stands there); your files go to articles/"
