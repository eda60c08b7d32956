"""Bytes of one document in, entries out: one file a source kind, named after it."""
