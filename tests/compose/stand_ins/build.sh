#!/usr/bin/env bash
# build.sh FOLDER: builds the image and, under the official names, what stands in for the others; as root, with podman.
# FOLDER keeps the base between runs. The network and its certificates are those of this machine.
set -eu -o pipefail
here="$(cd "$(dirname "$0")" && pwd)"
root="$(cd "$here/../../.." && pwd)"
work="$1"
mkdir -p "$work"
build() { podman build --quiet --network host "$@" >/dev/null; }
# For pip: this machine's certificates and settings.
pip=(--volume /etc/ssl/certs:/etc/ssl/certs:ro)
[ ! -e /etc/pip.conf ] || pip+=(--volume /etc/pip.conf:/etc/pip.conf:ro)
version() { sed -n "s,^ *image: \($1:.*\),\1,p" "$root/docker-compose.yml" | head -n 1; }

if ! podman image exists localhost/clippings-debian; then
  echo "making the base"
  [ -e "$work/debian/etc/debian_version" ] || debootstrap --variant=minbase bookworm "$work/debian" >/dev/null
  # Without what Debian's own slim images are without.
  tar -C "$work/debian" -c --exclude='./var/cache/apt/*' --exclude='./var/lib/apt/lists/*' --exclude='./usr/share/doc/*' \
    --exclude='./usr/share/man/*' --exclude='./usr/share/locale/*' . | podman import - localhost/clippings-debian >/dev/null
fi
echo "building the stand-ins"
rm -rf "$work/context" && mkdir "$work/context"
cp "$here"/*.py "$here"/*.sh "$work/context"
printf 'moto[s3]\nflask\nflask-cors\n' >"$work/moto.in"
"$root/.venv/bin/uv" pip compile --quiet --generate-hashes --no-emit-index-url --no-header --no-annotate --universal \
  --constraint "$root/requirements.lock" --output-file "$work/context/s3.lock" "$work/moto.in"
elasticsearch="$(cd "$root" && .venv/bin/python -c '
from etl.embedded.download import distribution
from etl.settings import get_settings
print(distribution(get_settings(), lambda line: None))')"
java="$(cd "$root" && .venv/bin/python -c 'from etl.embedded.java import java_home; print(java_home())')"
cp -r "$elasticsearch" "$work/context/elasticsearch"
cp -r "$java" "$work/context/java-runtime"
build --tag docker.io/library/python:3.12-slim-bookworm --file "$here/python.Dockerfile" "$work/context"
build --tag "docker.io/library/$(version postgres)" --file "$here/postgres.Dockerfile" "$work/context"
build --tag "docker.io/library/$(version redis)" --file "$here/redis.Dockerfile" "$work/context"
build "${pip[@]}" --tag "docker.io/$(version chrislusf/seaweedfs)" --file "$here/s3.Dockerfile" "$work/context"
build --tag "$(version docker.elastic.co/elasticsearch/elasticsearch)" --file "$here/elasticsearch.Dockerfile" "$work/context"
build --tag "$(version docker.elastic.co/kibana/kibana)" --file "$here/kibana.Dockerfile" "$work/context"
echo "building the image"
build "${pip[@]}" --build-arg BASE=docker.io/library/python:3.12-slim-bookworm --tag "$(version clippings)" "$root"
podman image ls --format '{{.Repository}}:{{.Tag}} {{.Size}}' | grep -F "$(version clippings)"
