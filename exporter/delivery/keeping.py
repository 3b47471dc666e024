"""Who else writes down what agents delivered, in the transaction that settles it."""

import sqlite3

from alerts.inside import journal
from exporter.delivery.ingest.settling import Delivery
from exporter.delivery.replay import queue
from probes.observation import Origin


def keep_journal(database: sqlite3.Connection, delivery: Delivery) -> None:
    """What only an agent was there to see: history and reports. Raises sqlite3.Error."""
    journal.keep(database, delivery.site, delivery.observations, delivery.booted)


def keep_replay(database: sqlite3.Connection, delivery: Delivery) -> None:
    """What came late, for Prometheus: only where there is one, or it would wait for ever. Raises sqlite3.Error."""
    queue.keep(database, [one for one in delivery.observations if one.origin is Origin.REPLAY])
