"""Dashboards as code: what Grafana shows of a province, written as classic JSON by `python -m grafana`."""
