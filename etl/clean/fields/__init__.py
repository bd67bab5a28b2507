"""The fields of an article: one reader for each, of pages, scrapes and records."""
