"""A saved page: its parsed tree, its visible lines, and the data that it carries."""
