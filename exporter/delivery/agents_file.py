"""What stands in the hub's file of its agents, `agents.sqlite` in its data folder."""

from pathlib import Path
from typing import Final

from alerts.inside import journal
from alerts.inside.journal import AGENTS
from exporter.delivery import registry
from exporter.delivery.disk import Disk
from exporter.delivery.ingest import receipts
from exporter.delivery.replay import queue

MIGRATIONS: Final = (registry.SCHEMA + receipts.SCHEMA + queue.SCHEMA + journal.SCHEMA,)


def agents_file(data_dir: Path) -> Disk:
    """The file of the hub that keeps its states in this folder."""
    return Disk(data_dir / AGENTS, MIGRATIONS)
