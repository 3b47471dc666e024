"""What nobody has taken on yet, whom to call about it, and who takes it on."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from alerts.masking import masked
from alerts.relay.message import Kind
from alerts.relay.queue.disk import Disk
from alerts.relay.queue.plan import Plan, lane_of_digest


@dataclass(frozen=True, slots=True)
class Unanswered:
    """What nobody has taken on: a case of its own or a digest, how often somebody was called, and when last.

    told: the people who were told, by post; a message to the whole team tells nobody in particular.
    """

    team: str
    alert: int | None
    digest: int | None
    lane: str
    calls: int
    called: float
    told: frozenset[str]


class Calls:
    """The calls on disk."""

    def __init__(self, disk: Disk, plan: Plan) -> None:
        self._disk = disk
        self._plan = plan

    def unanswered(self) -> Sequence[Unanswered]:
        """The critical cases and digests that somebody was told of and nobody has taken on."""
        cases = [_unanswered(row, row["id"], None, row["lane"]) for row in self._disk.read(_CASES)]
        digests = [
            _unanswered(row, None, row["id"], lane_of_digest(row["id"])) for row in self._disk.read(_DIGESTS)
        ]
        return [each for each in (*cases, *digests) if each.team in self._plan.chains]

    def call(self, about: Unanswered, person: str | None, now: float) -> None:
        """Plan to call `person` (None: whoever is on duty then) about what nobody has taken on."""
        with self._disk.write() as database:
            self._plan.add(
                database,
                lane=about.lane,
                kind=Kind.CALL,
                team=about.team,
                alert=about.alert,
                digest=about.digest,
                person=person,
                calls=about.calls,
                due=now,
                now=now,
            )

    def acknowledge(self, code: str, by: str, now: float) -> int:
        """Somebody takes on a case or a whole digest: no more calls. How many open cases that are; 0: no such code.

        Whoever took a case on first has it. `by` is typed by people: no phone or identity number in it is kept.
        """
        by = masked(by)
        with self._disk.write() as database:
            found = database.execute(_OF_CODE, {"code": code}).fetchall()
            database.executemany(
                "UPDATE alert SET acknowledged = ?, acknowledged_by = ? WHERE id = ? AND acknowledged IS NULL",
                [(now, by, row["id"]) for row in found],
            )
            database.execute("UPDATE digest SET acknowledged = ? WHERE code = ?", (now, code))
        return len(found)

    def holders(self, code: str) -> Sequence[str]:
        """Who has what is open under this code, by post, each once."""
        query = (
            f"SELECT DISTINCT acknowledged_by FROM alert WHERE id IN ({_OF_CODE}) AND acknowledged_by NOTNULL"  # noqa: S608
        )
        return [row["acknowledged_by"] for row in self._disk.read(query, {"code": code})]


def _unanswered(row: sqlite3.Row, alert: int | None, digest: int | None, lane: str) -> Unanswered:
    told = frozenset(json.loads(row["told"]))
    return Unanswered(row["team"], alert, digest, lane, row["calls"], row["called"], told)


_OF_CODE = """
    SELECT id FROM alert WHERE closed IS NULL
    AND (code = :code OR own_code = :code OR digest IN (SELECT id FROM digest WHERE code = :code))
"""

_CASES = """
    SELECT *, (
        SELECT json_group_array(person) FROM message
        WHERE alert = alert.id AND state = 'sent' AND kind != 'resolved' AND person NOTNULL
    ) AS told
    FROM alert
    WHERE closed IS NULL AND acknowledged IS NULL AND digest IS NULL AND called NOTNULL
    AND json_extract(labels, '$.severity') = 'critical'
    AND NOT EXISTS (SELECT 1 FROM message WHERE alert = alert.id AND kind = 'call' AND state IN ('queued', 'sending'))
"""

_DIGESTS = """
    SELECT *, (
        SELECT json_group_array(person) FROM message
        WHERE digest = digest.id AND state = 'sent' AND person NOTNULL
    ) AS told
    FROM digest
    WHERE called NOTNULL
    AND NOT EXISTS (SELECT 1 FROM message WHERE digest = digest.id AND kind = 'call' AND state IN ('queued', 'sending'))
    AND id IN (
        SELECT digest FROM alert WHERE closed IS NULL AND acknowledged IS NULL
        AND json_extract(labels, '$.severity') = 'critical'
    )
"""
