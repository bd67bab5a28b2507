"""The fields of an article: one reader for each field, for pages, scrapes and records."""
