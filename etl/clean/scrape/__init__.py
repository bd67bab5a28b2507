"""Plain-text scrapes: what is above the article, and which scrapes hold no article."""
