"""What the hub tells of provinces and communes, read strictly: of what is not understood no page is written.

Keys that a later hub adds are passed over; values that it adds, such as a new cause, are not.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from alerts.call import Call
from alerts.calling import Answer
from alerts.cards import CARDS, MAINTENANCE
from alerts.cause import Cause, CommuneStatus
from alerts.finding import Work
from exporter.web.public.commune import Contact
from exporter.web.public.parts import PartFacts
from exporter.web.public.reach import Reach
from probes.language import Text
from probes.states.state import Status


def _moment(said: object) -> object:
    if not isinstance(said, str):
        return said
    moment = datetime.fromisoformat(said)
    if moment.tzinfo is None:
        raise ValueError("a moment without its offset from UTC")
    return moment.timestamp()


Moment = Annotated[float, BeforeValidator(_moment)]
"""RFC 3339 in, unix seconds out."""

Code = Annotated[str, Field(pattern=r"^[0-9]{1,8}$")]
"""A code becomes part of a file's name."""


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class ToldWork(_Told):
    """Planned work under way."""

    since: Moment
    until: Moment
    reason: str


class ToldAnswer(_Told):
    """Whether to call about one thing that holds there."""

    verdict: Cause
    call: Call
    seen: Text
    sentence: Text
    next_step: Text
    since: Moment | None
    maintenance: ToldWork | None
    incident: str | None
    recorded: Moment | None
    told: Moment | None
    acknowledged: Moment | None
    call_at: Moment | None

    def answer(self) -> Answer:
        """As the hub has it, with the card that belongs to it."""
        work = self.maintenance
        return Answer(
            cause=self.verdict,
            call=self.call,
            seen=self.seen,
            sentence=self.sentence,
            next_step=self.next_step,
            card=CARDS[self.verdict] if work is None else MAINTENANCE,
            since=self.since,
            incident=self.incident,
            recorded=self.recorded,
            told=self.told,
            acknowledged=self.acknowledged,
            call_at=self.call_at,
            work=None if work is None else Work(work.since, work.until, work.reason),
        )


class ToldPart(_Told):
    """A line or a shared system."""

    name: Text
    status: Status | None
    flapping: bool
    only_inside: bool
    since: Moment | None
    last_checked: Moment | None
    inside: Reach | None = None
    reported: bool = False

    def part(self) -> PartFacts:
        """As the hub has it."""
        return PartFacts(**dict(self))


class ToldContact(_Told):
    """Whom to call."""

    name: Text
    phone: str | None

    def contact(self) -> Contact:
        """As the hub has it."""
        return Contact(self.name, self.phone)


class ToldCommune(_Told):
    """One commune. answers: the one that its page begins with first."""

    generated_at: Moment
    code: Code
    name: str
    status: CommuneStatus
    headline: Text
    since: Moment | None
    answers: Annotated[Sequence[ToldAnswer], Field(min_length=1)]
    contacts: Sequence[ToldContact]
    lines: Sequence[ToldPart]
    services: Sequence[ToldPart]


class ToldProvince(_Told):
    """A province and each of its communes."""

    generated_at: Moment
    code: Code
    name: str
    communes: Sequence[ToldCommune]


class ToldProvinceName(_Told):
    """A province in the list of them."""

    code: Code


class ToldProvinces(_Told):
    """Which provinces there are."""

    provinces: Sequence[ToldProvinceName]
