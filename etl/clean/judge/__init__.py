"""Which lines of a page or of a scrape are its article."""
