"""WarTracker: watches the news about a public debate and keeps its timeline honest and complete."""

__version__ = "0.1.0"
