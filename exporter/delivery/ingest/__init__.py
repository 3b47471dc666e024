"""What a hub does with a batch: known or new, live or late, written down once, then shown."""
