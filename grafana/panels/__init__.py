"""The kinds of panels that we use, each with what is the same on every dashboard."""

from grafana.panels.bars import bars
from grafana.panels.stat import stat
from grafana.panels.table import Column, table
from grafana.panels.timeline import timeline
from grafana.panels.timeseries import timeseries

__all__ = ["Column", "bars", "stat", "table", "timeline", "timeseries"]
