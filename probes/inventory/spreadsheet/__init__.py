"""Excel and CSV in and out: provinces keep their lists there."""
