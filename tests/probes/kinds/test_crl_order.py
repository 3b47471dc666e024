"""Which list takes the place of which: no older one may drive out a newer, and a rollback is told of."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from cryptography import x509

from probes.kinds import KINDS
from probes.kinds.certificate import CertificateTarget
from probes.observation import Result
from probes.reasons import Reason
from probes.runner import look
from tests.authority import DAY, NOW
from tests.probes.kinds.crl_world import GENEROUS, GOOD, HOUR, ROOT, SECOND, SIGNER, SUB, World, published
from tests.revocation_lists import Entry, crl_of, revoked
from tests.servers.loopback import serving


def many(count: int) -> Sequence[Entry]:
    return [Entry(serial) for serial in range(1, count + 1)]


def again(world: World, first: bytes, then: bytes) -> Result:
    """What a look says that finds `then` where `first` was an hour before."""
    server = published(first)
    with serving(server.meet) as port:
        url = f"http://127.0.0.1:{port}/"
        assert world.look(url).reason in {None, Reason.ANSWER_STALE}
        server.body = then
        world.clock.advance(3600)
        return world.look(url)


@pytest.mark.parametrize(
    ("first", "then", "detail"),
    [
        pytest.param({"number": 9}, {"number": 8}, "number 8 after 9", id="a lower number"),
        pytest.param({"number": 9}, {"number": None}, "no number after 9", id="no number"),
        pytest.param(
            {"number": 9}, {"number": 10, "this_update": NOW - DAY - HOUR}, "3600 s older", id="earlier"
        ),
        pytest.param(
            {"number": None},
            {"number": None, "this_update": NOW - DAY - HOUR},
            "3600 s older",
            id="no numbers",
        ),
        pytest.param(
            {"number": 9, "entries": 300},
            {"number": 10, "entries": 149},
            "149 entries after 300",
            id="collapsed",
        ),
        pytest.param({"number": 9, "entries": 101}, {"number": 10}, "0 entries after 101", id="emptied"),
    ],
)
def test_a_step_back_is_said_and_the_newer_list_stays(
    world: World, first: dict[str, Any], then: dict[str, Any], detail: str
) -> None:
    newer, older = (crl_of(SUB, *many(wish.pop("entries", 0)), **wish) for wish in (dict(first), dict(then)))

    result = again(world, newer, older)

    assert result.reason is Reason.CRL_ROLLBACK
    assert result.detail == detail
    assert result.facts["state"] == "crl_rollback"
    assert world.lists() == [newer]
    assert result.measures["crl_bytes"] == len(newer)


@pytest.mark.parametrize(
    ("first", "then"),
    [
        pytest.param({"number": 9}, {"number": 9}, id="the same"),
        pytest.param({"number": 9}, {"number": 10}, id="the next"),
        pytest.param({"number": None}, {"number": 9}, id="numbers taken up"),
        pytest.param({"number": 9, "entries": 300}, {"number": 10, "entries": 150}, id="half as long"),
        pytest.param({"number": 9, "entries": 100}, {"number": 10}, id="few before"),
    ],
)
def test_a_step_forward_takes_the_place_of_the_one_before(
    world: World, first: dict[str, Any], then: dict[str, Any]
) -> None:
    before, after = (crl_of(SUB, *many(wish.pop("entries", 0)), **wish) for wish in (dict(first), dict(then)))

    assert again(world, before, after).success
    assert world.lists() == [after]


@pytest.mark.parametrize(
    ("number", "detail"), [(1, "number 1 after 900"), (None, "no number after 900")], ids=["anew", "given up"]
)
def test_an_authority_whose_numbers_go_back_is_told_of_once_and_its_later_list_revokes(
    world: World, number: int | None, detail: str
) -> None:
    before = crl_of(SUB, number=900)
    after, last = (
        crl_of(
            SUB, revoked(SIGNER), number=number and number + later, this_update=NOW - DAY + (1 + later) * HOUR
        )
        for later in (0, 1)
    )
    server = published(before)
    with serving(server.meet) as port:
        url = f"http://127.0.0.1:{port}/"
        assert world.look(url).success
        server.body = after
        world.clock.advance(3600)
        told = world.look(url)
        assert world.lists() == [after]
        assert world.look(url).success
        server.body = last
        world.clock.advance(3600)
        assert world.look(url).success

    assert told.reason is Reason.CRL_ROLLBACK
    assert told.detail == detail
    assert told.facts["state"] == "crl_rollback"
    assert told.measures["crl_entries"] == 1
    assert world.lists() == [last]


def only(*, authorities: bool) -> Sequence[tuple[x509.ExtensionType, bool]]:
    point = x509.IssuingDistributionPoint(
        full_name=None,
        relative_name=None,
        only_contains_user_certs=not authorities,
        only_contains_ca_certs=authorities,
        only_some_reasons=None,
        indirect_crl=False,
        only_contains_attribute_certs=False,
    )
    return [(point, True)]


BESIDE = {
    "another authority's": crl_of(SECOND, number=3, this_update=NOW - 2 * DAY),
    "another authority's, newer": crl_of(SECOND, number=3000, this_update=NOW),
    "of another scope": crl_of(SUB, number=3000, this_update=NOW, extra=only(authorities=True)),
    "of changes": crl_of(SUB, number=3000, this_update=NOW, extra=[(x509.DeltaCRLIndicator(9), True)]),
}


@pytest.mark.parametrize("between", BESIDE.values(), ids=BESIDE.keys())
def test_another_kind_of_list_in_between_does_not_let_an_old_one_pass(world: World, between: bytes) -> None:
    true = crl_of(SUB, revoked(SIGNER), number=9, this_update=NOW - HOUR)
    old = crl_of(SUB, number=8, this_update=NOW - DAY, next_update=NOW + 2 * DAY)
    files = {"root": ROOT, "sub": SUB, "second": SECOND}
    root, *subs = (world.write(f"{name}.pem", one.pem) for name, one in files.items())
    leaf, of_root = world.write("leaf.pem", SIGNER.pem), world.write("root.crl", crl_of(ROOT))
    judged = CertificateTarget(
        file=leaf, anchors=(root,), intermediates=tuple(subs), crls=(str(world.kept), of_root)
    )
    server = published(true)
    said = []
    with serving(server.meet) as port:
        url = f"http://127.0.0.1:{port}/x.crl"
        for server.body in (true, old, between, old):
            said.append(world.look(url, intermediates=tuple(subs)).reason)
            state = look(KINDS["certificate"], judged, world.gate, GENEROUS).facts["state"]
            assert state == "revoked"
            world.clock.advance(4000)

    assert said == [None, Reason.CRL_ROLLBACK, None, Reason.CRL_ROLLBACK]
    assert sorted(world.lists()) == sorted([true, between])


def test_numbers_begin_anew_with_a_new_key(world: World) -> None:
    renewed = ROOT.sub(name="Thử nghiệm Sub CA")
    both = (world.write("sub.pem", SUB.pem), world.write("renewed.pem", renewed.pem))
    key_ids = [
        (x509.AuthorityKeyIdentifier.from_issuer_public_key(one.issued.key.public_key()), False)
        for one in (SUB, renewed)
    ]
    server = published(crl_of(SUB, number=900, extra=key_ids[:1]))
    with serving(server.meet) as port:
        url = f"http://127.0.0.1:{port}/"
        assert world.look(url, intermediates=both).success
        server.body = crl_of(renewed, number=1, extra=key_ids[1:])
        world.clock.advance(3600)
        assert world.look(url, intermediates=both).success


def test_a_collapse_is_believed_once_the_kept_list_has_run_out(world: World) -> None:
    ending = crl_of(SUB, *many(300), number=9, next_update=NOW + timedelta(minutes=30))

    assert again(world, ending, crl_of(SUB, number=10)).success


def test_a_newer_list_is_kept_though_it_is_out_of_date_for_it_still_revokes(world: World) -> None:
    first = crl_of(SUB, number=1, this_update=NOW - 3 * DAY, next_update=NOW - 2 * DAY)
    then = crl_of(SUB, revoked(SIGNER), number=2, this_update=NOW - 2 * DAY, next_update=NOW - DAY)
    result = again(world, first, then)

    assert result.reason is Reason.ANSWER_STALE
    assert world.lists() == [then]
    assert result.measures["crl_next_update_timestamp_seconds"] == (NOW - DAY).timestamp()


def test_a_list_of_the_future_does_not_drive_out_the_one_in_use(world: World) -> None:
    result = again(world, GOOD, crl_of(SUB, number=8, this_update=NOW + 2 * HOUR))

    assert result.reason is Reason.ANSWER_FUTURE
    assert world.lists() == [GOOD]


def test_a_kept_list_whose_authority_is_ours_no_more_is_asked_for_again(world: World) -> None:
    server = published(GOOD, etag='"1"')
    with serving(server.meet) as port:
        url = f"http://127.0.0.1:{port}/"
        world.look(url)
        result = world.look(url, intermediates=())

    assert result.reason is Reason.SIGNER_WRONG
    assert "crl_number" not in result.measures
    assert (server.full, server.unchanged) == (2, 0)
