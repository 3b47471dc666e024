"""Planned work that people on call announce beside what the inventory says: held to the same rules, kept with the incidents."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import count

from probes.inventory.calendar import Maintenance
from probes.inventory.draft import KEYED_ON_CODE, unknown_in
from probes.inventory.model import Commune, Inventory
from probes.inventory.values import VIETNAM
from probes.inventory.windows import Wrong, wrongs
from probes.inventory.working_days import WorkingDays
from probes.language import Text

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O, U: nobody mishears them on the phone
_ID_LETTERS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """One announcement. id: what people say on the phone, `BT-7Q2M`. by: a post, never a name. Moments are unix seconds.

    off: when it was called off, and off_by whom; None while it holds.
    """

    id: str
    said: Maintenance
    by: str
    at: float
    off: float | None = None
    off_by: str | None = None

    @property
    def ends(self) -> float | None:
        """When it is over for good, unix seconds; None for what recurs without an end."""
        said = None if self.said.end is None else self.said.end.timestamp()
        return said if self.off is None else self.off


class NotAnnounced(ValueError):
    """This cannot be announced; `wrongs` is all that is wrong with it."""

    def __init__(self, wrongs: Sequence[Wrong]) -> None:
        super().__init__("; ".join(wrong.text.en for wrong in wrongs))
        self.wrongs = tuple(wrongs)


class NoSuchMaintenance(KeyError):
    """Nothing that is announced and not over has this id."""


def announced(
    said: Maintenance, by: str, wall: float, inventory: Inventory, taken: Collection[str]
) -> Announced:
    """The announcement of `said`. taken: ids that others have. Raises NotAnnounced with every fault."""
    found = list(_wrongs(said, wall, inventory))
    if found:
        raise NotAnnounced(found)
    return Announced(id=_id(said, by, wall, taken), said=said, by=by, at=wall)


def lasting(several: tuple[Announced, ...], wall: float) -> tuple[Announced, ...]:
    """Those that are not over; the same tuple when all are."""
    left = tuple(one for one in several if one.ends is None or one.ends > wall)
    return several if len(left) == len(several) else left


def _wrongs(said: Maintenance, wall: float, inventory: Inventory) -> Iterator[Wrong]:
    yield from wrongs(said, _Known(inventory), WorkingDays(inventory.days))
    if said.end is not None and said.end.timestamp() <= wall:
        yield Wrong("end", _OVER, refused=True)
    if said.announced is not None and said.announced > datetime.fromtimestamp(wall, VIETNAM).date():
        yield Wrong("announced", _NOT_YET, refused=True)


def _id(said: Maintenance, by: str, wall: float, taken: Collection[str]) -> str:
    for turn in count():
        told = f"{turn}|{wall}|{by}|{said.model_dump_json()}"
        number = int.from_bytes(sha256(told.encode()).digest()[:8], "big")
        letters = ""
        for _ in range(_ID_LETTERS):
            number, index = divmod(number, len(_LETTERS))
            letters += _LETTERS[index]
        if (found := f"BT-{letters}") not in taken:
            return found
    raise AssertionError  # pragma: no cover


class _Known:
    """What a whole inventory defines."""

    def __init__(self, inventory: Inventory) -> None:
        self._inventory = inventory

    @property
    def communes(self) -> Iterable[Commune]:
        return self._inventory.communes

    def unknown(self, section: str, name: str) -> Text | None:
        return unknown_in(section, name, _names(section, self._inventory))


def _names(section: str, inventory: Inventory) -> Collection[str]:
    key = "code" if section in KEYED_ON_CODE else "id"
    return {getattr(each, key) for each in getattr(inventory, section)}


_OVER = Text(
    "phải sau lúc này: việc đã qua thì không cần báo nữa",
    "must be later than now: what is over needs no notice",
)
_NOT_YET = Text("không được sau ngày hôm nay", "must not be after today")
