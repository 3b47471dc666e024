"""Small pages for a plain web host, which phones still reach when a commune's own line is cut."""
