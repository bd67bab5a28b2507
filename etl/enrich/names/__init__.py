"""Find whom and what an article names."""
