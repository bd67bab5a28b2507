"""The verdict: whether a page is one article, or a page of another kind."""
