"""Candidates and decisions: what curators said, and what follows from it."""
