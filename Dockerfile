# Airflow with this project and everything in its lock file.
FROM python:3.12-slim-bookworm

RUN apt-get update \
    && apt-get install --yes --no-install-recommends curl libpq5 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 50000 clippings \
    && mkdir -p /opt/clippings/home /opt/airflow/logs \
    && chown -R clippings /opt/clippings /opt/airflow

WORKDIR /opt/clippings/app
COPY requirements-docker.lock ./
RUN pip install --no-cache-dir uv \
    && uv pip sync --system --no-cache --require-hashes requirements-docker.lock
COPY pyproject.toml README.md ./
COPY etl etl
COPY mappings mappings
COPY kibana kibana
COPY dags dags
RUN uv pip install --system --no-cache --no-deps --no-build-isolation --editable .

USER clippings
ENV AIRFLOW_HOME=/opt/airflow \
    AIRFLOW__CORE__DAGS_FOLDER=/opt/clippings/app/dags
