"""When the ocsp kind need not ask: an answer that is kept, or a revocation list that tells already."""

import json
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from probes.fetch.freshness import fresh_seconds
from probes.gate import RealGate
from probes.kinds import KINDS
from probes.kinds.ocsp import OcspSubject, OcspTarget
from probes.observation import Result
from probes.pki import parse
from probes.pki.ocsp import OcspStatus, known_status, nonce_of
from probes.reasons import Reason
from probes.runner import look
from tests.authority import NOW, Authority, Issued
from tests.fakes.clock import FakeClock
from tests.fakes.pinger import FakePinger
from tests.ocsp_answers import HOUR, Say, answer, error, responder
from tests.servers.leaks import nothing_left_open
from tests.servers.loopback import serving
from tests.servers.responder import responds

ROOT = Authority.root()
SUB = ROOT.sub()
SIGNER, OTHER = SUB.signer(), SUB.signer()
DELEGATE = responder(SUB)
GOOD = Say(SIGNER, SUB, next_update=NOW + 9 * HOUR)
MINUTE, SECOND = 60.0, 1.0
FINGERPRINT = parse(SIGNER.der).facts.fingerprint


@dataclass
class World:
    """A responder, a clock and a folder; `look` is one look, and the clock is moved in between."""

    url: str
    target: OcspTarget
    gate: RealGate
    clock: FakeClock
    folder: Path
    crls: Path
    said: Say = GOOD
    asked: list[bytes] = field(default_factory=list)
    nonce: bytes | None = None
    data: bytes = b""

    def look(self, **changes: Any) -> Result:
        return look(KINDS["ocsp"], replace(self.target, **changes), self.gate, 30.0)

    def how(self, **changes: Any) -> str:
        """How one good look knew."""
        result = self.look(**changes)
        assert result.success, result
        return result.facts["asked"]

    @property
    def kept(self) -> Path:
        return self.folder / f"{FINGERPRINT}.ocsp"


@contextmanager
def world(folder: Path, *headers: str) -> Iterator[World]:
    clock = FakeClock(wall=NOW.timestamp())
    signer, root, sub = folder / "signer.pem", folder / "root.pem", folder / "sub.pem"
    for path, issued in ((signer, SIGNER), (root, ROOT.issued), (sub, SUB.issued)):
        path.write_bytes(issued.pem)
    crls, answers = folder / "crls", folder / "du-lieu" / "ocsp"
    crls.mkdir()
    made: list[World] = []

    def reply(request: bytes) -> bytes:
        made[0].asked.append(request)
        nonce = made[0].nonce or nonce_of(request)
        return made[0].data or answer(made[0].said, by=DELEGATE, nonce=nonce)

    with (
        nothing_left_open(),
        closing(RealGate(FakePinger(), clock)) as gate,
        serving(responds(reply, *headers)) as port,
    ):
        url = f"http://127.0.0.1:{port}/"
        target = OcspTarget(
            url=url,
            subjects=(OcspSubject(file=str(signer)),),
            anchors=(str(root),),
            intermediates=(str(sub),),
            folder=str(answers),
            crls=str(crls),
        )
        made.append(World(url, target, gate, clock, answers, crls))
        yield made[0]


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as one:
        yield one


# what is kept


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
    _write_crl(here, _crl())
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


# what a list tells


def _crl(
    by: Issued = SUB.issued,
    *,
    ends: datetime = NOW + HOUR,
    revoked: Issued | None = None,
    scope: x509.IssuingDistributionPoint | None = None,
) -> bytes:
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(by.certificate.subject)
        .last_update(NOW - HOUR * 2)
        .next_update(ends)
        .add_extension(x509.CRLNumber(7), critical=False)
    )
    if scope is not None:
        builder = builder.add_extension(scope, critical=True)
    if revoked is not None:
        one = x509.RevokedCertificateBuilder().serial_number(revoked.certificate.serial_number)
        builder = builder.add_revoked_certificate(one.revocation_date(NOW - HOUR * 3).build())
    signed = builder.sign(by.key, hashes.SHA256())
    return signed.public_bytes(Encoding.DER)


def _write_crl(here: World, data: bytes) -> None:
    (here.crls / "one.crl").write_bytes(data)


ONLY_CA = x509.IssuingDistributionPoint(
    full_name=None,
    relative_name=None,
    only_contains_user_certs=False,
    only_contains_ca_certs=True,
    only_some_reasons=None,
    indirect_crl=False,
    only_contains_attribute_certs=False,
)


@pytest.mark.parametrize(
    ("data", "how"),
    [
        (_crl(), "crl"),
        (_crl(revoked=SIGNER), "crl"),
        (_crl(revoked=OTHER), "crl"),
        (_crl(ends=NOW - timedelta(seconds=1)), "yes"),
        (_crl(scope=ONLY_CA), "yes"),
        (_crl(by=ROOT.issued), "yes"),
        (_crl(by=replace(SUB.issued, key=OTHER.key)), "yes"),
        (b"hong", "yes"),
    ],
    ids=[
        "fresh",
        "fresh, and names it",
        "fresh, and names another",
        "out of date",
        "about authorities only",
        "another authority's",
        "signed by another key",
        "no list",
    ],
)
def test_a_fresh_list_that_speaks_for_the_certificate_spares_the_question(
    data: bytes, how: str, here: World
) -> None:
    _write_crl(here, data)

    assert here.how() == how
    assert len(here.asked) == (1 if how == "yes" else 0)


def test_a_list_says_nothing_about_the_responder(here: World) -> None:
    _write_crl(here, _crl())
    result = here.look()

    assert result.facts == {"asked": "crl"}
    assert result.measures == {}


# who answers


OUTDATED = NOW - timedelta(seconds=1)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (_crl(revoked=DELEGATE, ends=OUTDATED), Reason.SIGNER_WRONG),
        (_crl(revoked=DELEGATE, scope=ONLY_CA), Reason.SIGNER_WRONG),
        (_crl(revoked=OTHER, ends=OUTDATED), None),
        (_crl(by=replace(SUB.issued, key=OTHER.key), revoked=DELEGATE), None),
        (_crl(by=ROOT.issued, revoked=DELEGATE), None),
    ],
    ids=["out of date", "of another scope", "names another", "forged", "another authority's"],
)
def test_whoever_the_issuers_lists_name_is_not_believed(
    data: bytes, reason: Reason | None, here: World
) -> None:
    assert here.how() == "yes"
    _write_crl(here, data)
    here.said = replace(GOOD, this_update=NOW)
    result = here.look()

    assert result.reason is reason
    assert result.facts["asked"] == ("kept" if reason is None else "yes")
    assert ("status" in result.facts) is (reason is None)
    if reason is not None:
        assert result.detail == "its certificate was revoked"
        assert result.facts["state"] == "bad_signer"


def test_a_revoked_signer_is_found_out_where_every_look_asks(here: World) -> None:
    _write_crl(here, _crl(revoked=DELEGATE))

    assert here.look(folder=None).reason is Reason.SIGNER_WRONG


def test_a_signer_that_need_not_be_asked_about_is_not_looked_for(here: World) -> None:
    freed = responder(SUB, no_check=True)
    _write_crl(here, _crl(revoked=freed, ends=OUTDATED))
    here.data = answer(GOOD, by=freed)

    assert here.how() == "yes"


def test_without_a_folder_of_lists_none_is_looked_for(here: World) -> None:
    _write_crl(here, _crl())

    assert here.how(crls=None) == "yes"


def test_a_folder_of_lists_that_is_not_there_is_no_list(here: World) -> None:
    assert here.how(crls=str(here.crls / "mat")) == "yes"


def test_an_answer_that_stays_out_of_date_is_told_of_each_time(here: World) -> None:
    here.said = replace(GOOD, this_update=NOW - 9 * HOUR, next_update=NOW - HOUR)

    assert [here.look().reason for _ in range(2)] == [Reason.ANSWER_STALE] * 2
    assert len(here.asked) == 2
