"""What happened in a day or a month, and what it cost: pure, from the kept history and the reception hours."""
