"""Several addresses of one authority, and what becomes of lists that no address names any more."""

import os
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509

from probes.reasons import Reason
from tests.authority import NOW
from tests.probes.kinds.crl_world import (
    FORGED,
    GOOD,
    HERE,
    HOUR,
    SECOND,
    SHORT,
    SUB,
    World,
    naming,
    published,
)
from tests.revocation_lists import crl_of
from tests.servers.hostile import never_answers
from tests.servers.loopback import serving
from tests.servers.plain import answer, maps

# several addresses


def test_the_worst_of_several_lists_is_said_and_the_one_that_ends_first_measured(world: World) -> None:
    ends_first = crl_of(SUB, number=3, next_update=NOW + HOUR)
    pages = {"/a": answer(body=GOOD), "/b": answer(body=ends_first), "/c": answer(body=FORGED)}
    with serving(maps(pages)) as port:
        here = f"http://127.0.0.1:{port}"
        good = world.look(f"{here}/a", f"{here}/b")
        bad = world.look(f"{here}/d", f"{here}/a", f"{here}/b", f"{here}/c")

    assert good.success
    assert good.detail == "2 lists, 1 entries"
    assert good.measures["crl_number"] == 3
    assert bad.reason is Reason.SIGNATURE_WRONG
    assert bad.detail == "127.0.0.1: none of the authority's keys made it"
    assert bad.measures["crl_number"] == 3
    assert len(world.lists()) == 2


def test_a_server_that_hangs_costs_the_others_one_look_only(world: World) -> None:
    server = published(GOOD)
    with serving(never_answers) as hung, serving(server.meet) as port:
        urls = (f"http://127.0.0.1:{hung}/", f"http://127.0.0.1:{port}/")
        first, second = (world.look(*urls, timeout=SHORT) for _ in range(2))

    assert first.reason is second.reason is Reason.TIMEOUT
    assert second.measures["crl_number"] == 7
    assert len(server.requests) == 1


# addresses that are not in use any more

POINT = x509.UniformResourceIdentifier("http://ca.example/cu.crl")
OF_A_POINT = x509.IssuingDistributionPoint([POINT], None, False, False, None, False, False)


@pytest.mark.parametrize(
    ("old", "new", "goes"),
    [
        pytest.param(crl_of(SUB), GOOD, True, id="replaced"),
        pytest.param(crl_of(SUB, extra=[(OF_A_POINT, True)]), GOOD, True, id="replaced by one about more"),
        pytest.param(crl_of(SUB), crl_of(SUB, extra=[(OF_A_POINT, True)]), False, id="wider"),
        pytest.param(crl_of(SUB, this_update=NOW - HOUR), GOOD, False, id="newer"),
        pytest.param(crl_of(SECOND), GOOD, False, id="another authority's"),
        pytest.param(crl_of(SUB), b"hong", False, id="nothing instead"),
        pytest.param(
            crl_of(SUB),
            crl_of(SUB, this_update=NOW - HOUR, next_update=NOW),
            False,
            id="an ended one instead",
        ),
    ],
)
def test_what_no_address_names_any_more_goes_once_nothing_of_it_is_lost(
    world: World, old: bytes, new: bytes, goes: bool
) -> None:
    both: dict[str, Any] = {
        "intermediates": (world.write("sub.pem", SUB.pem), world.write("second.pem", SECOND.pem))
    }
    with serving(maps({"/old": answer(body=old), "/new": answer(body=new)})) as port:
        assert world.look(f"http://127.0.0.1:{port}/old", **both).success
        world.clock.advance(1)
        world.look(f"http://127.0.0.1:{port}/new", **both)

    assert (old not in world.lists()) is goes
    assert (len(list(world.kept.glob("*.json"))) == 1) is (goes or new == b"hong")


def test_what_is_left_over_goes_and_nothing_that_is_not_ours(world: World) -> None:
    others = ("cua-toi.crl", "0123456789abcdef.crl", "notes.json", ".new-x", "x.tmp")
    with serving(maps({"/old": answer(body=crl_of(SUB)), "/new": answer(body=GOOD)})) as port:
        here = f"http://127.0.0.1:{port}"
        world.look(f"{here}/old")
        for name in (*others, ".new-old.tmp", ".new-now.tmp"):
            (world.kept / name).write_bytes(crl_of(SUB))
        long_ago = (NOW - 2 * HOUR).timestamp()
        os.utime(world.kept / ".new-old.tmp", (long_ago, long_ago))
        world.look(f"{here}/new")

    left = {file.name for file in world.kept.iterdir()}
    assert left > {*others, ".new-now.tmp"}
    assert ".new-old.tmp" not in left
    assert len(left) == len(others) + 3


def test_while_a_signers_file_cannot_be_read_nothing_is_thought_out_of_use(world: World) -> None:
    with serving(maps({"/old": answer(body=crl_of(SUB)), "/new": answer(body=GOOD)})) as port:
        first = world.write("first.pem", naming(f"http://127.0.0.1:{port}/old").pem)
        second = world.write("second.pem", naming(f"http://127.0.0.1:{port}/new").pem)
        for _ in range(2):
            world.look(certificates=(first, second), guard=HERE)
            Path(first).unlink(missing_ok=True)
        assert len(world.lists()) == 2
        world.look(certificates=(second,), guard=HERE)

    assert world.lists() == [GOOD]
