"""Finding what was indexed: the query language, the requests, and the reading of the answers."""
