"""A saved page: its parse, its visible lines, and the data that it carries."""
