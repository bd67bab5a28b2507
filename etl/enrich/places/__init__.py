"""Which places an article names, and where they are."""
