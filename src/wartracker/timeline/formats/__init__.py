"""Output formats: one file each; the file name is the registry (`as_<name>.py` is format <name>)."""
