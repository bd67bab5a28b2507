"""What can be known from an article's own text: language, names, places, quotes, copies."""
