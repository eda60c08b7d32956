"""Decisions -> events -> files."""
