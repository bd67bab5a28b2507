"""Clippings: raw news files in, a search index out."""
