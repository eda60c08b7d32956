"""Events in, pictures out: one file a picture, inline SVG without script, each with its numbers as a table."""
