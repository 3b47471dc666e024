"""The signers of communes and provinces, counted."""

from collections.abc import Iterator

from alerts.signing import CommuneSigning
from exporter.metrics import catalogue
from exporter.metrics.catalogue import Family
from exporter.metrics.samples import labels_of, line
from exporter.view import Moment


class CommuneSigners:
    """Writes the counts; what has not changed since the last scrape is not written again. Safe from several threads."""

    def __init__(self) -> None:
        self._written: dict[str, tuple[CommuneSigning, bytes, bytes]] = {}

    def told(self, moment: Moment) -> Iterator[tuple[Family, bytes]]:
        """Each family with its lines, in a fixed order."""
        signing, before = moment.signing, self._written
        self._written = written = {
            code: self._up_to_date(code, commune, before.get(code))
            for code, commune in signing.communes.items()
        }
        yield catalogue.COMMUNE_SIGNERS, b"".join(states for _, states, _ in written.values())
        yield catalogue.COMMUNE_USABLE_SIGNERS, b"".join(usable for _, _, usable in written.values())
        yield (
            catalogue.SIGN_DISAGREEMENTS,
            "".join(
                line(catalogue.SIGN_DISAGREEMENTS, labels_of({"province": province}), count)
                for province, count in signing.disagreements.items()
            ).encode(),
        )
        yield (
            catalogue.SIGN_ROUTES,
            "".join(
                line(catalogue.SIGN_ROUTES, labels_of({"route": route}), count)
                for route, count in signing.routes.items()
            ).encode(),
        )

    def _up_to_date(
        self, code: str, commune: CommuneSigning, before: tuple[CommuneSigning, bytes, bytes] | None
    ) -> tuple[CommuneSigning, bytes, bytes]:
        if before is not None and before[0] is commune:
            return before
        where = {"province": commune.province, "commune": code}
        states = [
            line(catalogue.COMMUNE_SIGNERS, labels_of({**where, "state": state}), count)
            for state, count in sorted(commune.states.items())
        ]
        usable = [
            line(catalogue.COMMUNE_USABLE_SIGNERS, labels_of({**where, "group": group}), count)
            for group, count in sorted(commune.usable.items())
            if count is not None
        ]
        return commune, "".join(states).encode(), "".join(usable).encode()
