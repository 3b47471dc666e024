"""One headline for the people of a site, out of what its agent sees: what is wrong, since when, what to do, whom to call.

The hub's own verdict comes first while it is fresh, so that both tell the same; cut off from it, the agent judges alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from alerts.call import Call
from alerts.cards import CARDS, Card
from alerts.cause import Cause, CommuneStatus, Scope
from alerts.inside import words
from alerts.inside.cards import INSIDE, SATELLITE_MEANWHILE
from alerts.inside.cause import NO_NETWORK, InsideCause
from alerts.inside.facts import HUB_FRESH_SECONDS, HubVerdict, Line, Place, Power
from alerts.inside.sight import Answer, InsideSight, Seen, longest
from probes.language import Text
from probes.reasons import Reason

BOOT_SECONDS = 600.0
"""For so long after the machine booted, the devices of the network may still be on their way up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One sentence. ago: seconds since when it holds, None when that is not known."""

    cause: InsideCause
    sentence: Text
    ago: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WhomToCall:
    """Somebody to call, and what to tell them."""

    name: Text
    phone: str | None
    say: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class InsideVerdict:
    """What the people of a site are told. ago: seconds since when it holds, None when that is not known.

    card: what it means, what to do before calling, whether to call, what to do meanwhile. contacts: in the order to be
    called. others: what the agent itself sees beside the headline. told: the hub's verdict, when the headline is the hub's.
    evidence: seconds since the newest look that this rests on, None before the first.
    """

    cause: InsideCause
    status: CommuneStatus
    headline: Text
    ago: float | None
    card: Card
    call: Call
    contacts: tuple[WhomToCall, ...] = ()
    others: tuple[Said, ...] = ()
    told: HubVerdict | None = None
    evidence: float | None = None

    @property
    def calm(self) -> bool:
        """Whether nothing was found wrong, by the hub or here: what the card says is for troubles that nobody sees."""
        well = self.status is CommuneStatus.NORMAL and self.cause is not InsideCause.HUB_UNREACHABLE
        return well and all(said.cause.status in _NO_FAULT for said in self.others)


def inside_verdict(
    sight: InsideSight, place: Place, power: Power, told: HubVerdict | None = None
) -> InsideVerdict:
    """The verdict of this moment. told: the newest that a hub has said, of whatever age."""
    seen = _own(sight, place)
    own = [*_of_power(power, seen.cause, sight, place), seen]
    newest = sight.newest
    evidence = None if newest is None else sight.now.monotonic - newest
    if told is not None and _holds(told, sight):
        return replace(_from_hub(told, own, sight, place), evidence=evidence)
    first, *others = own
    return InsideVerdict(
        cause=first.cause,
        status=first.cause.status,
        headline=first.sentence,
        ago=first.ago,
        card=_card(first.cause, place),
        call=first.cause.call,
        contacts=_contacts(first.cause.call, place, lines=first.cause in _OF_LINES),
        others=tuple(others),
        evidence=evidence,
    )


def _of_power(power: Power, seen: InsideCause, sight: InsideSight, place: Place) -> list[Said]:
    """That the power is gone, or that the machine just came up while the network has not."""
    now = sight.now.monotonic
    if power.on_battery:
        ago = None if power.battery_since is None else now - power.battery_since
        return [_said(InsideCause.ON_BATTERY, place, ago)]
    if seen in NO_NETWORK and power.booted is not None and now - power.booted < BOOT_SECONDS:
        return [_said(InsideCause.JUST_BOOTED, place, now - power.booted)]
    return []


def _own(sight: InsideSight, place: Place) -> Said:
    """The first that fits, nearest to the reader first: what lies farther cannot be seen through what is broken.

    A system that cannot be reached comes before the hub: of the hub alone nobody here needs to do anything.
    """
    router, hub = sight.gateway, sight.hub
    for near in (router, hub):
        # Without a network of its own the machine has lost the office, whether or not it knows the router.
        alone = near.reason is Reason.NETWORK_DOWN_HERE and router.answer is not Answer.ANSWERS
        if near.began is not None and (near is router or alone) and not sight.heard_since(near.began):
            return _said(InsideCause.LAN_DOWN, place, near.ago)
    if (cut := _cut(sight, place)) is not None:
        return cut
    if hub.began is not None and not sight.heard_since(hub.began):
        return _said(InsideCause.UNCLEAR, place, hub.ago)
    if services := _failing(sight.services):
        return _services(services, place)
    if hub.began is not None:
        return _said(InsideCause.HUB_UNREACHABLE, place, hub.ago)
    if authorities := _failing(sight.authorities):
        first = authorities[0]
        return _said(InsideCause.AUTHORITY_UNREACHABLE, place, first.ago, authority=first.name)
    if hub.flapping:
        return _said(InsideCause.LINE_FLAPPING, place, None)
    return _no_fault(sight, place)


def _cut(sight: InsideSight, place: Place) -> Said | None:
    """Whether nothing beyond the router answers, and for how long: two things at least must have failed with no answer
    from anything since. The hub alone may be down by itself."""
    struck = sight.struck()
    confirmed = any(look.answer is Answer.FAILS for look in struck)
    if not confirmed or len({(look.part, look.id) for look in struck}) < 2:
        return None
    known = sight.gateway.answer is Answer.ANSWERS
    return _said(InsideCause.LINE_DOWN if known else InsideCause.CUT_OFF, place, longest(struck))


def _failing(seen: Sequence[Seen]) -> list[Seen]:
    return [one for one in seen if one.answer is Answer.FAILS]


def _services(failing: Sequence[Seen], place: Place) -> Said:
    first = failing[0].name
    if len(failing) == 1:
        return _said(InsideCause.SERVICE_UNREACHABLE, place, failing[0].ago, service=first)
    return Said(
        cause=InsideCause.SERVICE_UNREACHABLE,
        sentence=words.SEVERAL_SERVICES.format(
            here=words.here(place), service=first, others=len(failing) - 1
        ),
        ago=longest(look for one in failing for look in one.looks if look.answer is Answer.FAILS),
    )


def _no_fault(sight: InsideSight, place: Place) -> Said:
    if not any(look.answer is Answer.ANSWERS for look in sight.outside):
        return _said(InsideCause.UNKNOWN, place, None)
    services = sight.services
    answering = [words.LINE_ANSWERS]
    if sight.gateway.answer is Answer.ANSWERS:
        answering.insert(0, words.ROUTER_ANSWERS)
    if services and all(one.answer is Answer.ANSWERS for one in services):
        answering.append(words.SERVICES_ANSWER)
    return _said(InsideCause.NORMAL, place, None, what=words.listed(answering))


def _said(cause: InsideCause, place: Place, ago: float | None, **names: Text) -> Said:
    return Said(cause=cause, sentence=words.HEADLINES[cause].format(here=words.here(place), **names), ago=ago)


def _holds(told: HubVerdict, sight: InsideSight) -> bool:
    """Whether what the hub said is fresh, and the agent has not lost its router or the hub since."""
    lost = any(seen.began is not None and seen.began > told.told_at for seen in (sight.gateway, sight.hub))
    return not lost and sight.now.monotonic - told.told_at <= HUB_FRESH_SECONDS


def _from_hub(told: HubVerdict, own: Sequence[Said], sight: InsideSight, place: Place) -> InsideVerdict:
    cause = Cause(told.cause) if told.cause in list(Cause) else Cause.UNKNOWN
    status = CommuneStatus(told.status) if told.status in list(CommuneStatus) else CommuneStatus.UNKNOWN
    needless = cause.nature.scope in _NEEDLESS
    card, call = CARDS[cause.value], Call.NO if needless else Call.AFTER_STEPS
    lines = cause in _LINES_OF_HUB
    mine = own[0].cause
    if cause in (Cause.NORMAL, Cause.UNKNOWN) and mine.status not in _NO_FAULT:
        card, call, lines = _card(mine, place), mine.call, mine in _OF_LINES
    return InsideVerdict(
        cause=InsideCause.FROM_HUB,
        status=status,
        headline=told.headline,
        ago=None if told.ago is None else told.ago + sight.now.monotonic - told.told_at,
        card=card,
        call=call,
        contacts=_contacts(call, place, lines=lines, incident=told.incident),
        others=tuple(own),
        told=told,
    )


def _card(cause: InsideCause, place: Place) -> Card:
    card = INSIDE[cause]
    return replace(card, meanwhile=SATELLITE_MEANWHILE) if place.satellite and cause in NO_NETWORK else card


def _contacts(
    call: Call, place: Place, *, lines: bool, incident: str | None = None
) -> tuple[WhomToCall, ...]:
    """The ISPs first where a line is at fault: they mend it; then the duty team."""
    if call is Call.NO:
        return ()
    isps = [_isp(line) for line in sorted(place.lines, key=lambda line: line.backup)] if lines else []
    team = place.team
    say = words.SAY_THE_PLACE if incident is None else words.SAY_THE_INCIDENT.format(incident=incident)
    name = words.DUTY_TEAM if team is None else Text(team.name, team.name)
    return (*isps, WhomToCall(name=name, phone=None if team is None else team.phone, say=say))


def _isp(line: Line) -> WhomToCall:
    say = words.REPORT_A_LINE[line.backup]
    if line.circuit is not None:
        say = words.WITH_CIRCUIT.format(report=say, circuit=line.circuit)
    return WhomToCall(name=Text(line.isp, line.isp), phone=line.hotline, say=say)


_NEEDLESS = (Scope.PROVINCE, Scope.ISP, Scope.UPSTREAM, Scope.SERVICE, Scope.AUTHORITY)
_NO_FAULT = (CommuneStatus.NORMAL, CommuneStatus.UNKNOWN)
_OF_LINES = (InsideCause.LINE_DOWN, InsideCause.CUT_OFF, InsideCause.LINE_FLAPPING)
_LINES_OF_HUB = (
    Cause.LINE_DOWN,
    Cause.BACKUP_AVAILABLE,
    Cause.LINE_PARTLY_DOWN,
    Cause.LINE_FLAPPING,
    Cause.SATELLITE_DOWN,
)
