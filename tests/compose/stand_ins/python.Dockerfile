FROM localhost/clippings-debian
RUN apt-get update \
    && apt-get install -y --no-install-recommends python3 python3-venv ca-certificates \
    && ln -s python3 /usr/bin/python && rm -rf /var/lib/apt/lists/*
