"""Search the index: the query language, the requests, and how answers are read."""

import etl.load.library  # noqa: F401  (before any of its modules imports Elasticsearch's)
