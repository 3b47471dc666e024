"""What agents delivered late, on its way to Prometheus or VictoriaMetrics: written at the times it was seen, as `origin="replay"`."""
