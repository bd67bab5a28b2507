# As the official image: settings from the environment, and the password of `elastic` into the keystore.
set -eu
cd /usr/share/elasticsearch
export ES_JAVA_HOME=$PWD/jdk
settings=()
while IFS='=' read -r name value; do
  if [[ $name =~ ^[a-z0-9_]+(\.[a-z0-9_]+)+$ ]]; then settings+=("-E$name=$value"); fi
done < <(env)
[ -e config/elasticsearch.keystore ] || bin/elasticsearch-keystore create >/dev/null
printf '%s' "$ELASTIC_PASSWORD" | bin/elasticsearch-keystore add --force --stdin bootstrap.password >/dev/null
exec bin/elasticsearch "${settings[@]}"
