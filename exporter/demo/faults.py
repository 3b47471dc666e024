"""The scripted faults as values, and what holds at one moment of the story: pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

FLAP_EVERY_SECONDS = 120.0
FLAP_OUT_SECONDS = 8.0
FLAP_STAGGER_SECONDS = 7.5
SLOW_SECONDS = 0.18
LOSSY_RATIO = 0.1

HUB = "hub"


class What(StrEnum):
    """What breaks. `whom` of a Fault names a link, an ISP, a service, a signer, a certification authority, the site of an
    agent, or the hub."""

    LINE_CUT = "line_cut"
    LINE_FLAPPING = "line_flapping"
    LINE_SLOW = "line_slow"
    LINE_LOSSY = "line_lossy"
    ISP_OUTAGE = "isp_outage"
    SERVICE_REFUSED = "service_refused"
    SERVICE_ERRORS = "service_errors"
    TLS_EXPIRING = "tls_expiring"
    TLS_EXPIRED = "tls_expired"
    DNS_BROKEN = "dns_broken"
    HUB_BLIND = "hub_blind"
    SIGNER_ON_HOLD = "signer_on_hold"
    SIGNER_REVOKED = "signer_revoked"
    CRL_STALE = "crl_stale"
    OCSP_TRY_LATER = "ocsp_try_later"
    OCSP_STALE = "ocsp_stale"
    OCSP_FORGETFUL = "ocsp_forgetful"
    STAMPS_SLOW = "stamps_slow"
    STAMPS_FAILING = "stamps_failing"
    LOGIN_PAGE = "login_page"
    PORTAL_UNREACHABLE = "portal_unreachable"
    GATEWAY_DEAD = "gateway_dead"


OF_AUTHORITIES = frozenset(
    {
        What.CRL_STALE,
        What.OCSP_TRY_LATER,
        What.OCSP_STALE,
        What.OCSP_FORGETFUL,
        What.STAMPS_SLOW,
        What.STAMPS_FAILING,
        What.LOGIN_PAGE,
    }
)
"""What a certification authority itself does wrong."""

OF_AGENTS = frozenset({What.PORTAL_UNREACHABLE, What.GATEWAY_DEAD})
"""What is broken in one agent's commune alone, and told only where one runs."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault of the story, from `at_seconds` until just before `until_seconds` of story time.

    whom: a link's target id, an ISP's id, a service's id, a signer's id, an authority's id, an agent's site, or `hub`.
    """

    at_seconds: float
    until_seconds: float
    what: What
    whom: str


@dataclass(frozen=True, slots=True)
class Effects:
    """What is broken at one moment, by the names of Fault.whom.

    cut: nothing passes. blind: nothing passes anywhere. refused: ports are closed. errors: 503 instead of a page.
    expiring, expired: which certificate a TLS server presents. names_broken: the name servers answer SERVFAIL.
    on_hold, revoked: signers. authority: what the certification authority does wrong, of OF_AUTHORITIES.
    portal_unreachable, gateways_dead: sites of agents; what is broken there no other place notices.
    added_seconds: what a round trip takes longer. lost: the share of packets that vanish, 0 to 1.
    """

    blind: bool = False
    cut: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()
    errors: frozenset[str] = frozenset()
    expiring: frozenset[str] = frozenset()
    expired: frozenset[str] = frozenset()
    names_broken: frozenset[str] = frozenset()
    on_hold: frozenset[str] = frozenset()
    revoked: frozenset[str] = frozenset()
    authority: frozenset[What] = frozenset()
    portal_unreachable: frozenset[str] = frozenset()
    gateways_dead: frozenset[str] = frozenset()
    added_seconds: Mapping[str, float] = field(default_factory=dict)
    lost: Mapping[str, float] = field(default_factory=dict)

    def cuts(self, names: Collection[str]) -> bool:
        """True when nothing passes to a place known by these names."""
        return self.blind or not self.cut.isdisjoint(names)

    def refuses(self, names: Collection[str]) -> bool:
        """True when the ports of a place known by these names are closed."""
        return not self.refused.isdisjoint(names)

    def delay_seconds(self, names: Iterable[str]) -> float:
        """How much longer a round trip to a place known by these names takes."""
        return sum(self.added_seconds.get(name, 0.0) for name in names)

    def loss(self, names: Iterable[str]) -> float:
        """The share of packets to a place known by these names that vanish, 0 to 1."""
        return max((self.lost.get(name, 0.0) for name in names), default=0.0)


CALM = Effects()


def effects(faults: Iterable[Fault], at: float) -> Effects:
    """What is broken `at` seconds into the story."""
    present = [fault for fault in faults if fault.at_seconds <= at < fault.until_seconds]
    if not present:
        return CALM

    def whom(*kinds: What) -> frozenset[str]:
        return frozenset(fault.whom for fault in present if fault.what in kinds)

    flapped_out = {
        fault.whom for fault in present if fault.what is What.LINE_FLAPPING and _is_out(at - fault.at_seconds)
    }
    return Effects(
        blind=bool(whom(What.HUB_BLIND)),
        cut=whom(What.LINE_CUT, What.ISP_OUTAGE) | flapped_out,
        refused=whom(What.SERVICE_REFUSED),
        errors=whom(What.SERVICE_ERRORS),
        expiring=whom(What.TLS_EXPIRING),
        expired=whom(What.TLS_EXPIRED),
        names_broken=whom(What.DNS_BROKEN),
        on_hold=whom(What.SIGNER_ON_HOLD),
        revoked=whom(What.SIGNER_REVOKED),
        authority=frozenset(fault.what for fault in present if fault.what in OF_AUTHORITIES),
        portal_unreachable=whom(What.PORTAL_UNREACHABLE),
        gateways_dead=whom(What.GATEWAY_DEAD),
        added_seconds=dict.fromkeys(whom(What.LINE_SLOW), SLOW_SECONDS),
        lost=dict.fromkeys(whom(What.LINE_LOSSY), LOSSY_RATIO),
    )


def _is_out(since_seconds: float) -> bool:
    """Whether a line that began to flap so long ago is out.

    Every other outage comes half a round of 15 s later: exactly 2 min apart all of them would meet a round, or none.
    """
    number, into = divmod(since_seconds, FLAP_EVERY_SECONDS)
    return 0 <= into - number % 2 * FLAP_STAGGER_SECONDS < FLAP_OUT_SECONDS
