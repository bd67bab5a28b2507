"""Put documents into Elasticsearch: indices, bulk requests, rejects and run reports."""
