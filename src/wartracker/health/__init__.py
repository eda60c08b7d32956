"""The watch over a running workspace: troubles found, people told, reports written."""
