"""Panels that several dashboards show."""
