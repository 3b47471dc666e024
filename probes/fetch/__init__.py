"""One HTTP exchange over one fresh connection: sent by requests' rules, timed phase by phase, the server's chain kept."""

from probes.fetch.adapter import BODY_BYTES, TimingAdapter, prepared, prepared_once
from probes.fetch.connection import Record

__all__ = ["BODY_BYTES", "Record", "TimingAdapter", "prepared", "prepared_once"]
