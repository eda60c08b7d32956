"""feeds.yaml in, entries and pages out: the only folder that speaks to the network."""
