"""A single-node Elasticsearch for machines without Docker."""
