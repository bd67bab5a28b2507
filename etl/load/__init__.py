"""Put documents into Elasticsearch: indices, bulk requests, rejects and run reports."""

import etl.load.library  # noqa: F401  (before any of its modules imports Elasticsearch's)
