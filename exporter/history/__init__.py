"""How each commune was over the last 90 days and 24 hours, reckoned in the background from what is kept on disk."""
