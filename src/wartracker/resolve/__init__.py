"""Claims in, candidate events out: key, cluster, fields, trust, and what was decided already."""
