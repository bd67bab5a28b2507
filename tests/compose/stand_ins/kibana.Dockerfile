FROM docker.io/library/python:3.12-slim-bookworm
RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*
COPY kibana.py /kibana.py
USER 1000:0
ENTRYPOINT ["python", "/kibana.py"]
