"""WHEN to look: one job per round, each round pacing its own targets over its interval."""
