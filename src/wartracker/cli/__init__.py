"""The door: one file a command group; commands read arguments, call the pipeline and print."""
