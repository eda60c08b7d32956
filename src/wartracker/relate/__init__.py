"""Mentions -> Claims: what one article asserts, each with verbatim evidence."""
