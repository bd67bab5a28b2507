"""Dates as people and programs write them, to ISO 8601."""
