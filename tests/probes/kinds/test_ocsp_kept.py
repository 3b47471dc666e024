"""When the ocsp kind need not ask: an answer that is kept."""

import json
import os
from dataclasses import replace
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path

import pytest

from probes.fetch.freshness import fresh_seconds
from probes.pki import parse
from probes.pki.ocsp import OcspStatus, known_status
from probes.reasons import Reason
from tests.authority import NOW, Issued
from tests.ocsp_answers import HOUR, Say, answer, error, responder
from tests.probes.kinds.ocsp_world import (
    DELEGATE,
    FINGERPRINT,
    GOOD,
    OTHER,
    SIGNER,
    SUB,
    World,
    crl,
    world,
    write_crl,
)

MINUTE, SECOND = 60.0, 1.0


def test_a_verified_answer_is_kept_for_those_who_judge_the_certificate(here: World) -> None:
    assert here.how() == "yes"

    status = known_status(here.kept.read_bytes(), parse(SIGNER.der), parse(SUB.issued.der), NOW.timestamp())
    assert isinstance(status, OcspStatus)
    assert status.status == "good"
    assert here.kept.stat().st_mode & 0o777 == 0o600
    assert here.folder.stat().st_mode & 0o777 == 0o700
    assert sorted(path.name for path in here.folder.iterdir()) == [
        f"{FINGERPRINT}.json",
        f"{FINGERPRINT}.ocsp",
    ]


def test_a_kept_answer_spares_the_question_until_it_ends(here: World) -> None:
    assert here.how() == "yes"
    here.clock.advance(9 * 3600)
    kept = here.look()
    here.clock.advance(SECOND)
    here.said = replace(GOOD, this_update=NOW + 8 * HOUR, next_update=NOW + 99 * HOUR)

    assert kept.facts["asked"] == "kept"
    assert kept.facts["status"] == "good"
    assert kept.measures["ocsp_next_update_timestamp_seconds"] == (NOW + 9 * HOUR).timestamp()
    assert "state" not in kept.facts
    assert "phase_connect_seconds" not in kept.measures
    assert here.how() == "yes"
    assert here.how() == "kept"
    assert len(here.asked) == 2


def test_nobody_is_asked_twice_within_an_hour(here: World) -> None:
    here.said = replace(GOOD, this_update=NOW, next_update=None)  # holds for half an hour
    assert here.how() == "yes"
    here.clock.advance(59 * MINUTE)
    assert here.how() == "kept"
    here.clock.advance(MINUTE)
    here.said = replace(GOOD, this_update=NOW + HOUR)
    assert here.how() == "yes"


@pytest.mark.parametrize(
    ("header", "asked_again_after"),
    [
        ("Cache-Control: max-age=7200, public", 2 * 3600.0),
        ("Cache-Control: max-age=60", 3600.0),
        ("Cache-Control: no-store", 3600.0),
        ("Cache-Control: max-age=999999999", 9 * 3600.0 + 1),
        ("Cache-Control: public", 9 * 3600.0 + 1),
        (f"Expires: {format_datetime(NOW + 2 * HOUR, usegmt=True)}", 2 * 3600.0),
    ],
    ids=("two hours", "a minute", "not at all", "for ever", "nothing said", "an end of two hours"),
)
def test_an_answer_is_kept_as_long_as_its_server_lets_it(
    header: str, asked_again_after: float, tmp_path: Path
) -> None:
    with world(tmp_path, header) as here:
        assert here.how() == "yes"
        here.clock.advance(asked_again_after - SECOND)
        assert here.how() == "kept"
        here.clock.advance(SECOND)
        here.said = replace(GOOD, this_update=NOW + 8 * HOUR, next_update=NOW + 99 * HOUR)
        here.clock.advance(0)
        assert here.look().facts["asked"] == "yes"


def test_without_a_folder_every_look_asks(here: World) -> None:
    assert [here.how(folder=None) for _ in range(3)] == ["yes"] * 3
    assert not here.folder.exists()


def test_a_certificate_that_tests_the_responder_is_asked_about_each_time(here: World) -> None:
    write_crl(here, crl())
    canary = (replace(here.target.subjects[0], expect="good"),)

    assert [here.how(subjects=canary) for _ in range(3)] == ["yes"] * 3


def test_only_what_was_verified_is_kept(here: World) -> None:
    for data in (error(3), b"<html>", answer(GOOD, by=DELEGATE, spoiled=True), answer(GOOD, by=OTHER)):
        here.data = data
        assert not here.look().success
        assert not here.kept.exists()


def test_an_answer_to_another_question_is_not_kept(here: World) -> None:
    here.nonce = b"another"

    assert here.look().facts["state"] == "nonce_replay"
    assert not here.kept.exists()


REVOKED = replace(GOOD, status="revoked", reason="key_compromise")
ENDS_BEFORE_ITS_ANSWER = responder(SUB, ends=NOW + HOUR)


@pytest.mark.parametrize(
    ("newer", "by"),
    [
        (REVOKED, DELEGATE),
        (replace(REVOKED, reason="certificate_hold"), DELEGATE),
        (replace(REVOKED, this_update=NOW, next_update=None), DELEGATE),
        (REVOKED, ENDS_BEFORE_ITS_ANSWER),
        (replace(GOOD, this_update=NOW), DELEGATE),
    ],
    ids=["revoked", "on hold", "revoked, and out of date", "revoked, by one who has ended", "good"],
)
def test_an_older_answer_is_told_of_and_does_not_replace_a_newer_one(
    newer: Say, by: Issued, here: World
) -> None:
    here.data = answer(newer, by=by)
    assert here.how() == "yes"
    kept = here.kept.read_bytes()
    here.clock.advance(4 * 3600)
    (here.folder / f"{FINGERPRINT}.json").unlink()
    here.data = answer(replace(GOOD, this_update=NOW - 2 * HOUR), by=DELEGATE)
    result = here.look()

    assert result.reason is Reason.ANSWER_STALE
    assert result.detail == "older than the answer already known"
    assert result.facts["state"] == "stale"
    assert result.facts["status"] == newer.status
    assert result.facts.get("revocation_reason") == newer.reason
    assert result.measures["ocsp_this_update_timestamp_seconds"] == newer.this_update.timestamp()
    assert here.kept.read_bytes() == kept


@pytest.mark.parametrize("status", ["good", "unknown"])
@pytest.mark.parametrize("hours_later", [0, 9])
def test_no_answer_takes_back_what_was_revoked_for_good(
    hours_later: int, status: str, here: World, caplog: pytest.LogCaptureFixture
) -> None:
    here.said = replace(REVOKED, next_update=NOW + HOUR)
    assert here.how() == "yes"
    kept = here.kept.read_bytes()
    (here.folder / f"{FINGERPRINT}.json").unlink()
    later = hours_later * HOUR
    here.clock.advance(later.total_seconds())
    here.said = replace(
        GOOD, status=status, this_update=GOOD.this_update + later, next_update=NOW + later + HOUR
    )
    result = here.look()

    assert result.reason is Reason.ANSWER_STALE
    assert result.detail == "it was revoked for good, which no later answer undoes"
    assert result.facts["status"] == "revoked"
    assert here.kept.read_bytes() == kept
    assert "revoked for good" in caplog.text
    assert FINGERPRINT not in caplog.text


def test_a_hold_that_becomes_a_revocation_and_a_newer_revocation_are_kept(here: World) -> None:
    here.said = replace(REVOKED, reason="certificate_hold")
    assert here.how() == "yes"
    kept = [here.kept.read_bytes()]
    for hours in (10, 20):
        here.clock.advance(10 * 3600)
        here.said = replace(REVOKED, this_update=NOW + (hours - 1) * HOUR, next_update=NOW + 99 * HOUR)
        (here.folder / f"{FINGERPRINT}.json").unlink()
        assert here.how() == "yes"
        kept.append(here.kept.read_bytes())

    assert len(set(kept)) == 3


def test_a_hold_is_lifted_by_a_newer_answer(here: World) -> None:
    here.said = replace(REVOKED, reason="certificate_hold")
    assert here.how() == "yes"
    here.clock.advance(10 * 3600)
    here.said = replace(GOOD, this_update=NOW + 9 * HOUR, next_update=NOW + 99 * HOUR)
    result = here.look()

    assert result.success
    assert result.facts["status"] == "good"
    assert "revocation_reason" not in result.facts


@pytest.mark.parametrize(
    ("file", "content"),
    [
        (".ocsp", b""),
        (".ocsp", b"<html>"),
        (".ocsp", answer(Say(OTHER, SUB), by=DELEGATE)),
        (".ocsp", answer(GOOD, by=DELEGATE, spoiled=True)),
        (".ocsp", b"\x30" * 70_000),
        (".json", b""),
        (".json", b"[]"),
        (".json", b'{"fetched": "today", "max_age": null}'),
        (".json", b'{"max_age": null}'),
        (".json", json.dumps({"fetched": (NOW + HOUR).timestamp(), "max_age": None}).encode()),
    ],
    ids=(
        "empty",
        "a page",
        "about another",
        "spoiled",
        "endless",
        "no note",
        "a list",
        "a day for a moment",
        "no moment",
        "from the future",
    ),
)
def test_what_is_kept_and_cannot_be_relied_on_is_asked_for_again(
    file: str, content: bytes, here: World
) -> None:
    assert here.how() == "yes"
    (here.folder / f"{FINGERPRINT}{file}").write_bytes(content)

    assert here.how() == "yes"
    assert here.how() == "kept"


def test_an_answer_that_cannot_be_kept_is_an_answer(here: World, caplog: pytest.LogCaptureFixture) -> None:
    here.folder.parent.write_bytes(b"a file where the folder should be")

    assert here.how() == "yes"
    assert "could not be kept" in caplog.text
    assert FINGERPRINT not in caplog.text


def test_once_a_day_what_nobody_asks_about_any_more_is_swept_away(here: World) -> None:
    """A renewed certificate has another fingerprint; what was kept of the old one would lie there for ever."""
    long_ago, lately = NOW - 31 * 24 * HOUR, NOW - 29 * 24 * HOUR
    ended = replace(GOOD, this_update=long_ago, next_update=long_ago + HOUR)
    revoking = replace(ended, status="revoked", reason="certificate_hold")
    here.folder.mkdir(parents=True)

    def left(name: str, content: bytes, at: datetime) -> None:
        (here.folder / name).write_bytes(content)
        os.utime(here.folder / name, (at.timestamp(),) * 2)

    for name, said, at in (
        ("gone", ended, long_ago),
        ("lately", ended, lately),
        ("revoked", revoking, long_ago),
        ("still-good", replace(ended, next_update=NOW + HOUR), long_ago),
        ("endless", replace(ended, next_update=None), long_ago),
    ):
        left(f"{name}.ocsp", answer(said, by=DELEGATE), at)
        left(f"{name}.json", b"{}", at)
    left("odd.ocsp", b"odd", long_ago)
    left(".new-old.tmp", b"", NOW - 2 * HOUR)
    left(".new-being-written.tmp", b"", NOW)
    assert here.how() == "yes"

    names = {path.name for path in here.folder.iterdir()}
    assert names - {f"{FINGERPRINT}.ocsp", f"{FINGERPRINT}.json"} == {
        *(f"{name}.{suffix}" for name in ("lately", "revoked", "still-good") for suffix in ("ocsp", "json")),
        "odd.ocsp",
        ".new-being-written.tmp",
    }


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("", None),
        ("public", None),
        ("max-age=60", 60.0),
        ("public, MAX-AGE = 60 , must-revalidate", 60.0),
        ('max-age="60"', 60.0),
        ("max-age=60, max-age=30", 30.0),
        ("no-cache, max-age=60", 0.0),
        ("no-store", 0.0),
        ('private="x", no-cache="Set-Cookie"', 0.0),
        ("s-maxage=60", None),
        ("max-age=-1", None),
        ("max-age=", None),
        ("max-age=9999999999999999999999999", 999_999_999.0),
    ],
)
def test_how_long_a_server_lets_its_answer_be_kept(header: str | None, seconds: float | None) -> None:
    headers = {} if header is None else {"Cache-Control": header}
    assert fresh_seconds(headers, NOW.timestamp()) == seconds


def test_an_answer_that_stays_out_of_date_is_told_of_each_time(here: World) -> None:
    here.said = replace(GOOD, this_update=NOW - 9 * HOUR, next_update=NOW - HOUR)

    assert [here.look().reason for _ in range(2)] == [Reason.ANSWER_STALE] * 2
    assert len(here.asked) == 2
