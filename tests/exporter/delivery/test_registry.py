import re
import sqlite3
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from exporter.delivery import registry
from exporter.delivery.agents_file import agents_file
from exporter.delivery.disk import Disk
from exporter.delivery.registry import CODE_SECONDS, EnrolmentRefused, Tokens
from tests.fakes.clock import NOON

SITE, OTHER = "19789/centre", "19804/centre"
SITES = frozenset({SITE, OTHER})
TOKEN, STRANGE = "a" * 43, "b" * 43
DAY = 86400.0


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    return agents_file(tmp_path)


def code(disk: Disk, site: str = SITE, now: float = NOON) -> str:
    return disk.write(lambda database: registry.new_code(database, site, now))


def enrol(disk: Disk, code: str, token: str = TOKEN, now: float = NOON + DAY) -> str:
    return disk.write(lambda database: registry.enrol(database, code, token, SITES, now))


def tokens(disk: Disk) -> Tokens:
    known = Tokens()
    disk.write(known.refresh)
    return known


def test_a_code_gives_one_machine_the_right_to_deliver_for_one_site(disk: Disk) -> None:
    assert enrol(disk, code(disk)) == SITE
    assert tokens(disk).site_of(TOKEN) == SITE
    assert tokens(disk).site_of(STRANGE) is None


def test_a_code_is_easily_told_on_the_phone(disk: Disk) -> None:
    given = code(disk)

    assert re.fullmatch(r"(?:[A-HJ-NP-Z2-9]{4}-){2}[A-HJ-NP-Z2-9]{4}", given)
    assert enrol(disk, given.lower().replace("-", " ")) == SITE


def test_an_answer_that_was_lost_strands_nobody(disk: Disk) -> None:
    given = code(disk)
    enrol(disk, given)

    assert enrol(disk, given) == SITE


def test_nothing_but_hashes_is_on_the_disk(disk: Disk, tmp_path: Path) -> None:
    given = code(disk)
    enrol(disk, given)
    disk.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())

    assert sha256(TOKEN.encode()).digest() in kept
    assert TOKEN.encode() not in kept
    assert given.encode() not in kept
    assert given.replace("-", "").encode() not in kept


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda disk, _given: enrol(disk, "AAAA-AAAA-AAAA"), "not known"),
        (lambda disk, given: (enrol(disk, given, STRANGE), enrol(disk, given)), "another machine"),
        (lambda disk, given: enrol(disk, given, now=NOON + CODE_SECONDS), "older than 7 days"),
        (lambda disk, given: (code(disk), enrol(disk, given)), "not known"),
        (lambda disk, given: enrol(disk, given, "short"), "43-128"),
        (lambda disk, given: enrol(disk, given, "ạ" * 43), "43-128"),
        (lambda disk, given: (enrol(disk, given), enrol(disk, code(disk, OTHER))), "nobody else's"),
        (lambda disk, _given: enrol(disk, code(disk, "20044/none")), "not known"),
    ],
    ids=["unknown", "used", "late", "replaced", "short token", "odd token", "token of another", "no agent"],
)
def test_whoever_has_no_right_is_told_why(
    spoil: Callable[[Disk, str], object], said: str, disk: Disk
) -> None:
    given = code(disk)

    with pytest.raises(EnrolmentRefused, match=said):
        spoil(disk, given)


def test_a_new_enrolment_ends_the_old_machine_s_right(disk: Disk) -> None:
    enrol(disk, code(disk))
    enrol(disk, code(disk), STRANGE)

    assert tokens(disk).site_of(TOKEN) is None
    assert tokens(disk).site_of(STRANGE) == SITE


def test_whoever_was_revoked_comes_back_with_a_new_code_only(disk: Disk) -> None:
    given = code(disk)
    enrol(disk, given)

    assert disk.write(lambda database: registry.revoke(database, SITE))
    assert tokens(disk).site_of(TOKEN) is None
    with pytest.raises(EnrolmentRefused):
        enrol(disk, given)
    assert not disk.write(lambda database: registry.revoke(database, SITE))


def test_a_running_hub_notices_what_another_process_did(disk: Disk, tmp_path: Path) -> None:
    known = tokens(disk)
    elsewhere = agents_file(tmp_path)
    enrol(elsewhere, code(elsewhere))

    disk.write(known.refresh)
    assert known.site_of(TOKEN) == SITE


def test_a_contact_from_before_the_enrolment_is_none_of_this_machine(disk: Disk) -> None:
    enrol(disk, code(disk))

    def heard(database: sqlite3.Connection, at: float) -> None:
        database.execute("INSERT OR REPLACE INTO contact VALUES (?, ?, NULL, NULL)", (SITE, at))

    disk.write(lambda database: heard(database, NOON))
    assert [one.last_contact for one in disk.write(registry.enrolled)] == [None]
    disk.write(lambda database: heard(database, NOON + 2 * DAY))
    assert [one.last_contact for one in disk.write(registry.enrolled)] == [NOON + 2 * DAY]
