"""How long ago something was seen, by clocks that do not step."""

from collections.abc import Mapping
from dataclasses import dataclass

from exporter.delivery.outbox.entry import Entry


@dataclass(frozen=True, slots=True)
class Ages:
    """At one moment, `seconds` after the boot `boot`. ahead: by boot, what one hub's clock showed when it began."""

    boot: str
    seconds: float
    ahead: Mapping[str, float]

    def of(self, entry: Entry) -> float | None:
        """Seconds since the look began; None for one of an earlier boot in which, or since which, the hub never answered.

        What an earlier boot saw is older than this boot, whatever the hub's clock did meanwhile.
        """
        if entry.boot == self.boot:
            return max(0.0, self.seconds - entry.began)
        then, now = self.ahead.get(entry.boot), self.ahead.get(self.boot)
        if then is None or now is None:
            return None
        return max(self.seconds, now + self.seconds - then - entry.began)
