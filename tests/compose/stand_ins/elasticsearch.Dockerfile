FROM localhost/clippings-debian
RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 1000 --gid 0 elasticsearch
COPY --chown=1000:0 elasticsearch /usr/share/elasticsearch
COPY --chown=1000:0 java-runtime /usr/share/elasticsearch/jdk
COPY elasticsearch.sh /usr/local/bin/entrypoint
RUN cd /usr/share/elasticsearch \
    && sed -i -e '/jdk.incubator.vector/d' -e '/Xlog:gc/d' config/jvm.options \
    && printf 'network.host: 0.0.0.0\n' >config/elasticsearch.yml \
    && mkdir -p data logs && chown 1000:0 . config data logs
USER 1000:0
ENTRYPOINT ["bash", "/usr/local/bin/entrypoint"]
