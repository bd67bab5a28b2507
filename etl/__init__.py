"""Clippings: raw news files in, a search index out."""

DISTRIBUTION = "press-clippings"
"""The name that the package is installed under; the command is `clippings`."""
