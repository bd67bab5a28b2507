FROM docker.io/library/python:3.12-slim-bookworm
RUN apt-get update && apt-get install -y --no-install-recommends wget && rm -rf /var/lib/apt/lists/*
RUN python -m venv /venv
COPY s3.lock /
RUN /venv/bin/pip install --quiet --no-deps --require-hashes -r /s3.lock && mkdir /data
COPY s3.py /s3.py
ENTRYPOINT ["/venv/bin/python", "/s3.py"]
