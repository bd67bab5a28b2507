"""Find which places an article names, and where they are."""
