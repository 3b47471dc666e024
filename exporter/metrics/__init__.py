"""What the program says to Prometheus: the catalogue of families, and their rendering."""
