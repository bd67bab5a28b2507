#!/usr/bin/env bash
# Writes .env and Airflow's password file with random secrets; never over ones that are there.
set -eu
cd "$(dirname "$0")/.."
passwords=docker/airflow_passwords.json
for file in .env "$passwords"; do
  [ ! -e "$file" ] || { echo "$file is there already; remove it to make new secrets (and the volumes that know the old ones)" >&2; exit 1; }
done
umask 077
secret() { python3 -c 'import secrets; print(secrets.token_hex(24))'; }
cat >.env <<END
ELASTIC_PASSWORD=$(secret)
KIBANA_PASSWORD=$(secret)
KIBANA_ENCRYPTION_KEY=$(secret)
POSTGRES_PASSWORD=$(secret)
REDIS_PASSWORD=$(secret)
AIRFLOW_JWT_SECRET=$(secret)
AIRFLOW_FERNET_KEY=$(python3 -c 'import base64, os; print(base64.urlsafe_b64encode(os.urandom(32)).decode())')
AIRFLOW_EXECUTOR=LocalExecutor
AIRFLOW_PARALLELISM=2
CLIPPINGS_INPUT=./seeds
CLIPPINGS_SCHEDULE=
END
printf '{"admin": "%s"}\n' "$(secret)" >"$passwords"
# The container's user reads it through a mount that keeps the owner.
chmod 644 "$passwords"
echo "wrote .env and $passwords (Airflow's user is admin, its password stands there)"
