"""The crl kind against servers on loopback: what is fetched, verified and kept, and what every bad list is called."""

import json
from contextlib import closing
from datetime import timedelta
from itertools import repeat
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from probes.clock import SystemClock
from probes.gate import RealGate
from probes.pki import parse
from probes.pki.crl import read_crl
from probes.reasons import Reason
from probes.signing.kept_lists import KeptLists, Note
from tests.authority import DAY, NOW, rsa_key
from tests.fakes.clock import FakeClock
from tests.fakes.pinger import FakePinger
from tests.probes.kinds.crl_world import (
    FORGED,
    GENEROUS,
    GOOD,
    HOUR,
    OTHER,
    ROOT,
    SHORT,
    SIGNER,
    SUB,
    World,
    date,
    published,
)
from tests.revocation_lists import crl_of
from tests.servers.hostile import never_answers, pours, slow
from tests.servers.leaks import nothing_left_open
from tests.servers.loopback import Script, serving
from tests.servers.openssl_crl import openssl_crl
from tests.servers.openssl_ocsp import Entry as Indexed
from tests.servers.plain import answer, says

# well


def test_a_good_list_tells_its_dates_its_number_its_size_and_every_phase(world: World) -> None:
    result = world.ask(says(answer(body=GOOD)))

    assert result.success, result
    assert result.facts == {"state": "ok", "asked": "yes", "digest": "sha256"}
    assert result.detail == "1 entries"
    assert result.measures["crl_this_update_timestamp_seconds"] == (NOW - DAY).timestamp()
    assert result.measures["crl_next_update_timestamp_seconds"] == (NOW + DAY).timestamp()
    assert result.measures["crl_number"] == 7
    assert result.measures["crl_entries"] == 1
    assert result.measures["crl_bytes"] == len(GOOD)
    phases = {"resolve", "connect", "processing", "transfer"}
    assert {f"phase_{phase}_seconds" for phase in phases} <= result.measures.keys()


def test_a_list_of_one_kind_too_many_is_told_of(world: World) -> None:
    with serving(says(answer(body=GOOD))) as port:
        url = f"http://127.0.0.1:{port}/x.crl"
        shelf = KeptLists(str(world.kept))
        for number in range(32):
            kind = ROOT.sub(f"CA {number}")
            note = Note(NOW.timestamp(), NOW.timestamp())
            shelf.keep(url, read_crl(crl_of(kind)), parse(kind.issued.der), note)
        result = world.look(url)

    assert result.reason is Reason.CRL_TOO_MANY
    assert result.facts["state"] == "refused"
    assert len(world.lists()) == 32


def test_it_is_kept_in_der_with_a_note_beside_it_and_readable_by_nobody_else(world: World) -> None:
    world.ask(published(GOOD, etag='"1"', last_modified="Tue, 24 Nov 2026 00:00:00 GMT").meet)

    (kept,), (note,) = world.kept.glob("*.crl"), world.kept.glob("*.json")
    assert kept.read_bytes() == GOOD
    assert kept.stem.startswith(f"{note.stem}-")
    assert (len(note.stem), len(kept.stem)) == (16, 33)
    assert {file.stat().st_mode & 0o777 for file in (kept, note)} == {0o600}
    said = json.loads(note.read_text())
    assert said["etag"] == '"1"'
    assert said["last_modified"] == "Tue, 24 Nov 2026 00:00:00 GMT"
    assert said["fetched"] == NOW.timestamp()
    assert said["ask_again"] == NOW.timestamp()
    assert len(list(world.kept.iterdir())) == 2


def test_a_list_in_pem_is_taken_and_kept_in_der(world: World) -> None:
    pem = x509.load_der_x509_crl(GOOD).public_bytes(Encoding.PEM)

    assert world.ask(says(answer(body=b"\r\n" + pem))).success
    assert world.lists() == [GOOD]


def test_what_the_list_does_not_say_is_not_told(world: World) -> None:
    result = world.ask(says(answer(body=crl_of(SUB, number=None))))

    assert result.success
    assert "crl_number" not in result.measures
    assert result.measures["crl_entries"] == 0


def test_without_a_folder_nothing_is_kept_and_every_look_asks(world: World) -> None:
    server = published(GOOD, etag='"1"')
    with serving(server.meet) as port:
        for _ in range(2):
            assert world.look(f"http://127.0.0.1:{port}/", folder=None).success

    assert (server.full, server.unchanged) == (2, 0)
    assert not world.kept.exists()


@pytest.mark.needs("openssl")
@pytest.mark.parametrize("form", ["PEM", "DER"])
def test_a_list_by_another_program_is_read_the_same(world: World, form: str) -> None:
    made = openssl_crl(world.folder, SUB, [Indexed(SIGNER, NOW - DAY, "keyCompromise")], number=0x1234)
    if form == "DER":
        made = x509.load_pem_x509_crl(made).public_bytes(Encoding.DER)
    world.clock.advance(60)

    result = world.ask(says(answer(body=made)))

    assert result.success, result
    assert result.measures["crl_number"] == 0x1234
    assert result.measures["crl_entries"] == 1
    entry = read_crl(world.lists()[0]).entry(SIGNER.certificate.serial_number)
    assert entry is not None
    assert entry.reason == "keyCompromise"


# badly


def with_old_signature(world: World) -> bytes:
    """A list signed with SHA-1, by a program that still does."""
    made = openssl_crl(world.folder, RSA, [], "-md", "sha1")
    return x509.load_pem_x509_crl(made).public_bytes(Encoding.DER)


RSA = ROOT.sub("CA cũ", key=rsa_key())
SEALER = ROOT.sub("Không được ký danh sách", usage=frozenset({"key_cert_sign"}))
PAGE = b"<!DOCTYPE html><html><form>Dang nhap mang</form></html>"
BAD: dict[str, tuple[Script, Reason, str]] = {
    "html": (says(answer(body=PAGE)), Reason.ANSWER_NOT_DER, "not_der"),
    "empty": (says(answer(body=b"")), Reason.ANSWER_NOT_DER, "not_der"),
    "text_that_begins_with_a_0": (says(answer(body=b"0" * 100)), Reason.ANSWER_MALFORMED, "malformed"),
    "another_pem": (says(answer(body=SUB.pem)), Reason.ANSWER_NOT_DER, "not_der"),
    "a_certificate": (says(answer(body=SUB.issued.der)), Reason.ANSWER_MALFORMED, "malformed"),
    "truncated": (says(answer(body=GOOD[:-20])), Reason.ANSWER_MALFORMED, "malformed"),
    "first_bytes": (says(answer(body=GOOD[:2])), Reason.ANSWER_NOT_DER, "not_der"),
    "more_behind": (says(answer(body=GOOD + b"<!-- -->")), Reason.ANSWER_MALFORMED, "malformed"),
    "truncated_pem": (
        says(answer(body=b"-----BEGIN X509 CRL-----\nMIIB")),
        Reason.ANSWER_MALFORMED,
        "malformed",
    ),
    "breaks_off": (says(answer(body=GOOD)[:-20]), Reason.RESET, "unreachable"),
    "another_authority": (says(answer(body=crl_of(OTHER))), Reason.SIGNER_WRONG, "bad_signer"),
    "another_key": (
        says(answer(body=crl_of(SUB, key=OTHER.issued.key))),
        Reason.SIGNATURE_WRONG,
        "bad_signature",
    ),
    "a_bit_flipped": (says(answer(body=FORGED)), Reason.SIGNATURE_WRONG, "bad_signature"),
    "stale": (
        says(answer(body=crl_of(SUB, this_update=NOW - 2 * DAY, next_update=NOW - HOUR))),
        Reason.ANSWER_STALE,
        "stale",
    ),
    "future": (
        says(answer(body=crl_of(SUB, this_update=NOW + timedelta(minutes=6)))),
        Reason.ANSWER_FUTURE,
        "future",
    ),
    "not_found": (says(answer("404 Not Found")), Reason.HTTP_STATUS, "http_error"),
    "error": (says(answer("500 Internal Server Error")), Reason.HTTP_STATUS, "http_error"),
    "partial": (says(answer("206 Partial Content", body=GOOD)), Reason.HTTP_STATUS, "http_error"),
    "no_http": (says(b"SSH-2.0-OpenSSH_9.2\r\n"), Reason.HTTP_INVALID, "http_error"),
    "endless": (
        pours(b"HTTP/1.1 200 OK\r\n\r\n", repeat(b"0" * 1_048_576)),
        Reason.HTTP_TOO_LARGE,
        "http_error",
    ),
    "said_to_have_200_mb": (
        pours(b"HTTP/1.1 200 OK\r\nContent-Length: 209715200\r\n\r\n", repeat(b"0" * 16384)),
        Reason.HTTP_TOO_LARGE,
        "http_error",
    ),
    "silent": (never_answers, Reason.TIMEOUT, "unreachable"),
    "circle": (says(answer("302 Found", "Location: /x.crl", body=b"")), Reason.REDIRECT_LOOP, "http_error"),
    "sends_to_a_file": (
        says(answer("302 Found", "Location: file:///etc/passwd", body=b"")),
        Reason.ADDRESS_REFUSED,
        "refused",
    ),
    "sends_inside": (
        says(answer("302 Found", "Location: http://169.254.169.254/", body=b"")),
        Reason.ADDRESS_REFUSED,
        "refused",
    ),
}


@pytest.mark.parametrize(
    ("script", "reason", "state"), [pytest.param(*case, id=name) for name, case in BAD.items()]
)
def test_every_bad_list_has_its_reason_and_its_state(
    world: World, script: Script, reason: Reason, state: str
) -> None:
    result = world.ask(script, timeout=SHORT if reason is Reason.TIMEOUT else GENEROUS)

    assert result.reason is reason, result.detail
    assert result.facts["state"] == state
    believed = reason in {Reason.ANSWER_STALE, Reason.ANSWER_FUTURE}
    assert ("crl_next_update_timestamp_seconds" in result.measures) is believed
    assert bool(world.lists()) is (reason is Reason.ANSWER_STALE)


def test_a_list_that_drips_ends_with_the_look(tmp_path: Path) -> None:
    clock = SystemClock()
    with nothing_left_open(), closing(RealGate(FakePinger(), clock)) as gate:
        result = World(tmp_path, gate, FakeClock()).ask(slow(answer(body=GOOD)), timeout=SHORT)

    assert result.reason is Reason.TIMEOUT
    assert result.facts["state"] == "unreachable"


def test_who_may_not_sign_lists_did_not_sign_one(world: World) -> None:
    sealer = (world.write("sealer.pem", SEALER.pem),)
    result = world.ask(says(answer(body=crl_of(SEALER))), intermediates=sealer)

    assert result.reason is Reason.SIGNER_WRONG
    assert result.detail == "its issuer's certificate may not sign lists"


@pytest.mark.needs("openssl")
def test_an_old_digest_is_no_signature(world: World) -> None:
    old = (world.write("old.pem", RSA.pem),)
    result = world.ask(says(answer(body=with_old_signature(world))), intermediates=old)

    assert result.reason is Reason.SIGNATURE_WRONG
    assert result.detail == "sha1"
    assert world.lists() == []


def test_with_no_authority_known_nothing_is_believed(world: World) -> None:
    result = world.ask(says(answer(body=GOOD)), anchors=(), intermediates=())

    assert result.reason is Reason.SIGNER_WRONG


def test_a_list_that_nobody_can_verify_is_told_on_demand_and_never_kept(world: World) -> None:
    result = world.ask(says(answer(body=FORGED)), anchors=(), intermediates=(), verify=False)

    assert result.success
    assert result.measures["crl_number"] == 7
    assert not world.kept.exists()


def test_an_overloaded_servers_wish_is_passed_on(world: World) -> None:
    result = world.ask(says(answer("503 Service Unavailable", "Retry-After: 120")))

    assert result.reason is Reason.HTTP_STATUS
    assert result.measures["http_status_code"] == 503
    assert result.measures["retry_after_seconds"] == 120


def test_while_the_server_is_away_the_kept_list_is_still_told(world: World) -> None:
    with serving(says(answer(body=GOOD))) as port:
        url = f"http://127.0.0.1:{port}/"
        world.look(url)
    world.clock.advance(3600)
    result = world.look(url)

    assert result.reason is Reason.REFUSED
    assert result.facts["state"] == "unreachable"
    assert result.measures["crl_next_update_timestamp_seconds"] == (NOW + DAY).timestamp()
    assert world.lists() == [GOOD]


# whose clock


@pytest.mark.parametrize(
    ("made", "step_seconds", "detail"),
    [
        ({"next_update": NOW + DAY}, 2 * 86400, "172800 s ahead of the server's clock"),
        ({"this_update": NOW - HOUR}, -2 * 86400, "172800 s behind the server's clock"),
    ],
)
def test_a_list_in_time_by_its_servers_clock_and_not_by_ours_puts_ours_in_doubt(
    world: World, made: dict[str, Any], step_seconds: float, detail: str
) -> None:
    world.clock.step_wall(step_seconds)
    result = world.ask(says(answer("200 OK", date(), body=crl_of(SUB, **made))))

    assert result.reason is Reason.MONITOR_CLOCK
    assert result.detail == detail
    assert "state" not in result.facts


def test_a_cache_that_sends_an_old_date_on_says_nothing_about_our_clock(world: World) -> None:
    stale = crl_of(SUB, this_update=NOW - 2 * DAY, next_update=NOW - HOUR)
    result = world.ask(says(answer("200 OK", date(-7200), "Age: 7200", body=stale)))

    assert result.reason is Reason.ANSWER_STALE


@pytest.mark.parametrize("seconds", [0, -200, 86400])
def test_a_server_whose_clock_agrees_or_errs_otherwise_does_not_excuse_a_stale_list(
    world: World, seconds: float
) -> None:
    stale = crl_of(SUB, this_update=NOW - 2 * DAY, next_update=NOW - timedelta(minutes=1))

    assert world.ask(says(answer("200 OK", date(seconds), body=stale))).reason is Reason.ANSWER_STALE


def test_an_authoritys_file_that_cannot_be_read_is_our_own_fault(world: World) -> None:
    result = world.look("http://127.0.0.1:1/", anchors=(str(world.folder / "missing.pem"),))

    assert result.reason is Reason.TRUST_UNREADABLE
