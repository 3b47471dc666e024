"""What /metrics of a hub says, as Prometheus asks for it."""

import gzip
import http.client
from contextlib import closing
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scrape:
    """One answer of /metrics."""

    lines: tuple[str, ...]

    @property
    def series(self) -> int:
        """How many."""
        return sum(not line.startswith("#") for line in self.lines)

    def values(self, family: str, label: str = "") -> list[float]:
        """The values of a family's series that carry `label`."""
        starts = (family + "{", family + " ")
        return [
            float(line.rpartition(" ")[2]) for line in self.lines if line.startswith(starts) and label in line
        ]


def scrape(server: str) -> Scrape | None:
    """The exposition of this `host:port`; None while there is none."""
    with closing(http.client.HTTPConnection(server, timeout=10)) as connection:
        try:
            connection.request("GET", "/metrics", headers={"Accept-Encoding": "gzip"})
            answer = connection.getresponse()
            body = answer.read()
        except (ConnectionError, TimeoutError):
            return None
    return Scrape(tuple(gzip.decompress(body).decode().splitlines())) if answer.status == 200 else None
