"""Visible text in, relevance for one debate with its reasons out."""
