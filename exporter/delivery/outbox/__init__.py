"""What an agent has seen and its hubs do not know yet: on its disk, within its room, forgotten once every hub settled it."""

from exporter.delivery.outbox.boot import Boot
from exporter.delivery.outbox.outbox import Outbox

__all__ = ["Boot", "Outbox"]
