"""Search the index: the query language, the requests, and how answers are read."""
