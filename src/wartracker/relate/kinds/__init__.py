"""One file an event kind: sentences in, claim drafts out."""
