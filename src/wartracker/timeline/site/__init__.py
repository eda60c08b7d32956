"""Events and a debate in, the pages of the static site out: pure renderers; publish.py writes what they return."""
