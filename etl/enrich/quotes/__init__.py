"""Find what people say in an article, and who says it."""
