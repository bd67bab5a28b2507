"""The judge: which lines of a page or of a scrape belong to its article."""
