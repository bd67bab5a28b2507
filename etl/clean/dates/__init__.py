"""Read dates as people and programs write them, and give them in ISO 8601."""
