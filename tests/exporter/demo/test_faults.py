from dataclasses import replace

import pytest

from exporter.demo.faults import (
    CALM,
    HUB,
    LOSSY_RATIO,
    OF_AUTHORITIES,
    SLOW_SECONDS,
    Effects,
    Fault,
    What,
    effects,
)
from exporter.demo.signing import AUTHORITY

SITE = "19753/centre"
LINE = "19753/centre/primary"


TABLE = [
    (What.LINE_CUT, LINE, Effects(cut=frozenset({LINE}))),
    (What.LINE_FLAPPING, LINE, Effects(cut=frozenset({LINE}))),
    (What.LINE_SLOW, LINE, Effects(added_seconds={LINE: SLOW_SECONDS})),
    (What.LINE_LOSSY, LINE, Effects(lost={LINE: LOSSY_RATIO})),
    (What.ISP_OUTAGE, "vnpt", Effects(cut=frozenset({"vnpt"}))),
    (What.SERVICE_REFUSED, "portal", Effects(refused=frozenset({"portal"}))),
    (What.SERVICE_ERRORS, "portal", Effects(errors=frozenset({"portal"}))),
    (What.TLS_EXPIRING, "portal", Effects(expiring=frozenset({"portal"}))),
    (What.TLS_EXPIRED, "portal", Effects(expired=frozenset({"portal"}))),
    (What.DNS_BROKEN, "names", Effects(names_broken=frozenset({"names"}))),
    (What.PORTAL_UNREACHABLE, SITE, Effects(portal_unreachable=frozenset({SITE}))),
    (What.GATEWAY_DEAD, SITE, Effects(gateways_dead=frozenset({SITE}))),
    (What.HUB_BLIND, HUB, Effects(blind=True)),
    (What.SIGNER_ON_HOLD, "ubnd-19753", Effects(on_hold=frozenset({"ubnd-19753"}))),
    (What.SIGNER_REVOKED, "ubnd-19753", Effects(revoked=frozenset({"ubnd-19753"}))),
    *((what, AUTHORITY, Effects(authority=frozenset({what}))) for what in sorted(OF_AUTHORITIES)),
]


@pytest.mark.parametrize(("what", "whom", "expected"), TABLE)
def test_every_fault_has_its_own_effect_from_its_beginning_until_its_end(
    what: What, whom: str, expected: Effects
) -> None:
    faults = [Fault(100, 105, what, whom)]

    assert effects(faults, 99.9) == CALM
    assert effects(faults, 100) == expected
    assert effects(faults, 104.9) == expected
    assert effects(faults, 105) == CALM


def test_every_fault_is_in_the_table_above() -> None:
    assert {what for what, _, _ in TABLE} == set(What)


@pytest.mark.parametrize(
    ("at", "out"),
    [(100, True), (107.9, True), (108, False), (227.4, False), (227.5, True), (235.5, False), (340, True)],
)
def test_a_flapping_line_is_out_for_eight_seconds_about_every_two_minutes(
    at: float, out: bool
) -> None:  # a table's column
    assert effects([Fault(100, 900, What.LINE_FLAPPING, LINE)], at).cuts({LINE}) is out


@pytest.mark.parametrize("phase", range(15))
def test_a_round_every_15_s_meets_two_outages_at_least_whatever_its_phase(phase: int) -> None:
    flapping = [Fault(0, 720, What.LINE_FLAPPING, LINE)]
    rounds = [
        all(effects(flapping, phase + 15 * number + 0.2 * packet).cuts({LINE}) for packet in range(5))
        for number in range(47)
    ]

    assert rounds.count(True) >= 2


def test_faults_at_the_same_time_add_up() -> None:
    cut = Fault(0, 10, What.LINE_CUT, LINE)
    both = effects([cut, replace(cut, what=What.ISP_OUTAGE, whom="vnpt")], 5)

    assert both.cut == {LINE, "vnpt"}


def test_a_place_is_struck_by_any_of_its_names() -> None:
    struck = Effects(cut=frozenset({"vnpt"}), refused=frozenset({"portal"}), lost={LINE: 0.1})

    assert struck.cuts({LINE, "vnpt"})
    assert not struck.cuts({LINE, "viettel"})
    assert struck.refuses({"portal"})
    assert struck.loss({LINE, "viettel"}) == 0.1
    assert struck.delay_seconds({LINE}) == 0


def test_a_blind_hub_reaches_no_place_at_all() -> None:
    assert Effects(blind=True).cuts(frozenset())
