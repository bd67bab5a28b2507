FROM localhost/clippings-debian
# As Debian's own slim images have it: apt keeps nothing that it fetched.
RUN printf '%s\n' 'DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb"; };' 'Dir::Cache::pkgcache "";' \
      'Dir::Cache::srcpkgcache "";' >/etc/apt/apt.conf.d/docker-clean \
    && apt-get update \
    && apt-get install -y --no-install-recommends python3 python3-venv ca-certificates \
    && ln -s python3 /usr/bin/python && rm -rf /var/lib/apt/lists/* /usr/share/doc/* /usr/share/man/*
