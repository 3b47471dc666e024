"""From Alertmanager's webhook to people: kept on disk, in order, at least once, to whoever is on duty, never as a flood."""
