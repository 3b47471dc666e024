"""How observations travel: from an agent's disk to the hub, and what is late on to Prometheus. At least once, applied once."""
