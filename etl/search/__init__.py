"""Finding what was indexed: the query language, the requests, and the reading of the answers."""

import etl.load.library  # noqa: F401  (before any of its modules imports Elasticsearch's)
