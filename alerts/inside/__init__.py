"""What an agent inside a commune makes of what it sees, and what its journal makes of the past."""
