"""Who else writes down what agents deliver, in the transaction that settles it."""

import sqlite3

from alerts.inside import journal
from exporter.delivery.ingest.settling import Delivery
from exporter.delivery.replay import queue
from probes.observation import Origin


def in_journal(database: sqlite3.Connection, delivery: Delivery) -> None:
    """Everything goes into the journal of what agents saw."""
    journal.keep(database, delivery.site, delivery.observations, delivery.booted)


def for_replay(database: sqlite3.Connection, delivery: Delivery) -> None:
    """What is late is to be written to Prometheus, which could not scrape it."""
    queue.keep(database, [one for one in delivery.observations if one.origin is Origin.REPLAY])
