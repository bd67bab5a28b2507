"""An Elasticsearch of a single node, for machines without Docker."""
