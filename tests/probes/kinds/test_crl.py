"""The crl kind against servers on loopback: what is fetched, verified and kept, and what every bad list is called."""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import timedelta
from email.utils import format_datetime
from ipaddress import ip_network
from itertools import repeat
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from probes.clock import SystemClock
from probes.fetch.guard import NO_GUARD, Guard
from probes.gate import RealGate
from probes.kinds import KINDS
from probes.kinds.certificate import CertificateTarget
from probes.kinds.crl import CrlTarget
from probes.observation import Result
from probes.pki import Certificate, parse
from probes.pki.crl import read_crl
from probes.reasons import Reason
from probes.runner import look
from probes.signing import named_lists
from probes.signing.files import read_own_file
from probes.signing.kept_lists import KeptLists, Note
from probes.signing.named_lists import NamedLists
from tests.authority import DAY, NOW, PERSON, PERSON_NAME, Authority, Issued, rsa_key
from tests.fakes.clock import FakeClock
from tests.fakes.pinger import FakePinger
from tests.revocation_lists import Entry, crl_of, revoked
from tests.servers.hostile import never_answers, pours, slow
from tests.servers.leaks import nothing_left_open
from tests.servers.loopback import Script, serving
from tests.servers.openssl_crl import openssl_crl
from tests.servers.openssl_ocsp import Entry as Indexed
from tests.servers.plain import answer, maps, says
from tests.servers.publisher import Publisher
from tests.servers.trap import trap

GENEROUS, SHORT = 30.0, 0.7
HOUR = timedelta(hours=1)
HERE = Guard(networks=(ip_network("127.0.0.0/8"),))
ROOT = Authority.root()
SUB = ROOT.sub()
OTHER = Authority.root("Tổ chức khác")
SIGNER = SUB.signer(subject=PERSON)
GOOD = crl_of(SUB, revoked(SIGNER), number=7)


class World:
    """The real network with a clock moved by hand, an authority's files, and a folder for what is kept."""

    def __init__(self, folder: Path, gate: RealGate, clock: FakeClock) -> None:
        self.folder = folder
        self.gate = gate
        self.clock = clock
        self.kept = folder / "kept"

    def write(self, name: str, content: bytes) -> str:
        (self.folder / name).write_bytes(content)
        return str(self.folder / name)

    def look(self, *urls: str, timeout: float = GENEROUS, **wish: Any) -> Result:
        usual = {
            "urls": urls,
            "anchors": (self.write("root.pem", ROOT.pem),),
            "intermediates": (self.write("sub.pem", SUB.pem),),
            "folder": str(self.kept),
        }
        return look(KINDS["crl"], CrlTarget(**{**usual, **wish}), self.gate, timeout)

    def ask(self, script: Script, **wish: Any) -> Result:
        """Look at one declared list on a server with this script."""
        with serving(script) as port:
            return self.look(f"http://127.0.0.1:{port}/x.crl", **wish)

    def lists(self) -> list[bytes]:
        return [file.read_bytes() for file in sorted(self.kept.glob("*.crl"))]


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(wall=NOW.timestamp())


@pytest.fixture
def world(tmp_path: Path, clock: FakeClock) -> Iterator[World]:
    with nothing_left_open(), closing(RealGate(FakePinger(), clock)) as gate:
        yield World(tmp_path, gate, clock)


def published(data: bytes, **said: Any) -> Publisher:
    return Publisher(data, **said)


def date(seconds: float = 0.0) -> str:
    return f"Date: {format_datetime(NOW + timedelta(seconds=seconds), usegmt=True)}"


def many(count: int) -> Sequence[Entry]:
    return [Entry(serial) for serial in range(1, count + 1)]


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


# politeness


def test_for_an_hour_nobody_is_asked_and_the_kept_list_is_judged(world: World) -> None:
    server = published(GOOD)
    with serving(server.meet) as port:
        url = f"http://127.0.0.1:{port}/"
        first = world.look(url)
        for _ in range(11):
            world.clock.advance(300)
            spared = world.look(url)
            assert spared.success
            assert spared.facts["asked"] == "kept"
            assert {name: spared.measures[name] for name in ("crl_number", "crl_entries")} == {
                "crl_number": 7,
                "crl_entries": 1,
            }
            assert "phase_connect_seconds" not in spared.measures
        assert len(server.requests) == 1
        world.clock.advance(300)
        again = world.look(url)

    assert first.facts["asked"] == again.facts["asked"] == "yes"
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("headers", "next_update", "seconds"),
    [
        ([], NOW + DAY, 3600),
        ([], NOW + HOUR, 1800),
        (["Cache-Control: max-age=600"], NOW + DAY, 600),
        (["Cache-Control: max-age=86400"], NOW + DAY, 3600),
        (["Cache-Control: max-age=86400"], NOW + HOUR, 1800),
        (["Cache-Control: max-age=1000", "Age: 400"], NOW + DAY, 600),
        (["Cache-Control: no-cache"], NOW + DAY, 0),
        ([date(), f"Expires: {format_datetime(NOW + timedelta(seconds=600), usegmt=True)}"], NOW + DAY, 600),
        ([f"Expires: {format_datetime(NOW + timedelta(seconds=600), usegmt=True)}"], NOW + DAY, 600),
        ([f"Expires: {format_datetime(NOW + DAY, usegmt=True)}"], NOW + DAY, 3600),
        (["Expires: 0"], NOW + DAY, 0),
        (["Expires: 0", "Cache-Control: max-age=600"], NOW + DAY, 600),
        (["Cache-Control: max-age=soon"], NOW + DAY, 3600),
    ],
)
def test_the_servers_wish_is_honoured_but_never_beyond_half_the_lists_time_or_an_hour(
    world: World, headers: list[str], next_update: Any, seconds: float
) -> None:
    server = published(crl_of(SUB, next_update=next_update), headers=tuple(headers))
    with serving(server.meet) as port:
        url = f"http://127.0.0.1:{port}/"
        world.look(url)
        world.clock.advance(seconds - 1)
        if seconds:
            world.look(url)
            assert len(server.requests) == 1
        world.clock.advance(1)
        world.look(url)

    assert len(server.requests) == 2


def test_a_server_that_says_nothing_of_caching_but_compares_is_asked_each_time(world: World) -> None:
    server = published(GOOD, etag='"1"')
    with serving(server.meet) as port:
        for _ in range(3):
            world.look(f"http://127.0.0.1:{port}/")
            world.clock.advance(1)

    assert len(server.requests) == 3


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ({"etag": '"1"'}, 'If-None-Match: "1"'),
        ({"etag": 'W/"1"'}, 'If-None-Match: W/"1"'),
        (
            {"last_modified": "Tue, 24 Nov 2026 00:00:00 GMT"},
            "If-Modified-Since: Tue, 24 Nov 2026 00:00:00 GMT",
        ),
    ],
)
def test_an_unchanged_list_is_not_sent_again(world: World, said: dict[str, str], asked: str) -> None:
    server = published(GOOD, **said)
    with serving(server.meet) as port:
        url = f"http://127.0.0.1:{port}/"
        world.look(url)
        before = next(world.kept.glob("*.crl")).stat()
        for _ in range(2):
            world.clock.advance(3600)
            result = world.look(url)
            assert result.success, result
            assert result.measures["crl_number"] == 7
            assert result.measures["http_status_code"] == 304

    assert (server.full, server.unchanged) == (1, 2)
    assert f"\r\n{asked}\r\n" in server.requests[2]
    after = next(world.kept.glob("*.crl")).stat()
    assert (before.st_mtime_ns, before.st_ino) == (after.st_mtime_ns, after.st_ino)


def test_that_it_has_not_changed_is_no_answer_to_who_has_nothing(world: World) -> None:
    result = world.ask(says(answer("304 Not Modified", body=b"")))

    assert result.reason is Reason.HTTP_STATUS
    assert result.detail == "304"
    assert result.facts["state"] == "http_error"


def test_a_list_that_went_lost_is_asked_for_whole(world: World) -> None:
    server = published(GOOD, etag='"1"')
    with serving(server.meet) as port:
        url = f"http://127.0.0.1:{port}/"
        world.look(url)
        next(world.kept.glob("*.crl")).unlink()
        assert world.look(url).success

    assert (server.full, server.unchanged) == (2, 0)
    assert world.lists() == [GOOD]


@pytest.mark.parametrize(
    "note",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"fetched": "today"}',
        b'{"fetched": 1, "ask_again": 1, "etag": 1, "last_modified": null}',
        b'{"fetched": 1, "ask_again": 1, "etag": "", "last_modified": "", "list": "../../etc/passwd"}',
        b"x" * 100_000,
        json.dumps({"fetched": 0, "ask_again": 9e99, "etag": "", "last_modified": ""}).encode(),
    ],
)
def test_a_note_that_cannot_be_read_or_believed_costs_one_question(world: World, note: bytes) -> None:
    server = published(GOOD)
    with serving(server.meet) as port:
        url = f"http://127.0.0.1:{port}/"
        world.look(url)
        next(world.kept.glob("*.json")).write_bytes(note)
        assert world.look(url).facts["asked"] == "yes"
        assert world.look(url).facts["asked"] == "kept"


def test_a_clock_set_back_costs_one_question(world: World) -> None:
    server = published(GOOD)
    with serving(server.meet) as port:
        url = f"http://127.0.0.1:{port}/"
        world.look(url)
        world.clock.step_wall(-7200)
        assert world.look(url).facts["asked"] == "yes"
        assert world.look(url).facts["asked"] == "kept"


def test_validators_that_cannot_be_sent_back_are_not_kept(world: World) -> None:
    odd = answer("200 OK", "ETag: \xe9", "Last-Modified: " + "x" * 600, body=GOOD)
    with serving(says(odd)) as port:
        url = f"http://127.0.0.1:{port}/"
        world.look(url)
        world.clock.advance(3600)
        assert world.look(url).success


def test_a_folder_that_cannot_be_written_spoils_nothing_but_the_rest(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.kept.write_bytes(b"a file")

    assert world.ask(says(answer(body=GOOD))).success
    assert "could not be kept" in caplog.text


# badly


def with_old_signature(world: World) -> bytes:
    """A list signed with SHA-1, by a program that still does."""
    made = openssl_crl(world.folder, RSA, [], "-md", "sha1")
    return x509.load_pem_x509_crl(made).public_bytes(Encoding.DER)


RSA = ROOT.sub("CA cũ", key=rsa_key())
SEALER = ROOT.sub("Không được ký danh sách", usage=frozenset({"key_cert_sign"}))
PAGE = b"<!DOCTYPE html><html><form>Dang nhap mang</form></html>"
FORGED = GOOD[:-1] + bytes([GOOD[-1] ^ 1])
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


# the order of lists


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


SECOND = ROOT.sub("Sub CA thứ hai")
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


# addresses that certificates name


def naming(*urls: str) -> Issued:
    point = x509.DistributionPoint([x509.UniformResourceIdentifier(url) for url in urls], None, None, None)
    return SUB.signer(subject=PERSON, extra=((x509.CRLDistributionPoints([point]), False),))


def from_certificates(world: World, *certificates: Issued, guard: Guard = HERE, **wish: Any) -> Result:
    files = tuple(world.write(f"signer{number}.pem", one.pem) for number, one in enumerate(certificates))
    return world.look(certificates=files, guard=guard, **wish)


def test_the_lists_that_certificates_name_are_asked_for_each_once(world: World) -> None:
    server = published(GOOD)
    with serving(server.meet) as port:
        here = f"http://127.0.0.1:{port}"
        result = from_certificates(
            world, naming(f"{here}/a"), naming(f"{here}/b", "ldap:///CN=x"), naming(f"{here}/a")
        )

    assert result.success
    assert sorted(request.split()[1] for request in server.requests) == ["/a", "/b"]


def test_a_broken_address_is_refused_and_the_others_are_asked_each_time(world: World) -> None:
    server = published(GOOD, headers=("Cache-Control: max-age=0",))
    with serving(server.meet) as port:
        certificates = (naming("http://[x/y.crl"), naming(f"http://127.0.0.1:{port}/good"))
        results = [from_certificates(world, *certificates) for _ in range(2)]

    assert [result.reason for result in results] == [Reason.ADDRESS_REFUSED] * 2
    assert len(server.requests) == 2


def test_a_certificate_may_not_lead_inside(world: World) -> None:
    with trap() as inside:
        result = from_certificates(world, naming(inside.url()), guard=NO_GUARD)

    assert result.reason is Reason.ADDRESS_REFUSED
    assert result.facts["state"] == "refused"


@pytest.mark.parametrize(
    ("urls", "detail"),
    [
        ((), "the certificates name no http address of a revocation list"),
        (
            (
                f"ldap:///CN={PERSON_NAME.encode('punycode').decode()}",
                "file:///etc/passwd",
                "//x",
                "a0012345678901:x",
            ),
            "the certificates name no http address of a revocation list, only another scheme, file, ldap, no scheme",
        ),
    ],
)
def test_what_cannot_be_asked_is_said_when_nothing_else_is_named(
    world: World, urls: tuple[str, ...], detail: str
) -> None:
    result = from_certificates(world, naming(*urls) if urls else SIGNER)

    assert result.reason is Reason.ADDRESS_MISSING
    assert "state" not in result.facts
    assert result.detail == detail


def test_one_odd_certificate_cannot_crowd_out_what_the_others_name(world: World) -> None:
    server = published(GOOD)
    with serving(server.meet) as port:
        here = f"http://127.0.0.1:{port}"
        odd = naming(*(f"{here}/{number}" for number in range(100)))
        from_certificates(world, odd, naming(f"{here}/usual"), naming(f"{here}/usual"))

    asked = [request.split()[1] for request in server.requests]
    assert len(asked) == 16
    assert "/usual" in asked


def test_what_the_authoritys_own_certificates_name_is_asked_first_and_never_cut_off(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    server = published(GOOD)
    with serving(server.meet) as port:
        here = f"http://127.0.0.1:{port}"
        point = x509.DistributionPoint(
            [x509.UniformResourceIdentifier(f"{here}/ca{number}") for number in range(20)], None, None, None
        )
        own = ROOT.sub("Có địa chỉ", extra=((x509.CRLDistributionPoints([point]), False),))
        subs = (world.write("sub.pem", SUB.pem), world.write("own.pem", own.pem))
        crowd = [world.write(f"{number}.pem", naming(f"{here}/{number}").pem) for number in range(18)] * 2
        for _ in range(2):
            assert world.look(certificates=(*crowd, *subs), intermediates=subs, guard=HERE).success

    asked = [request.split()[1] for request in server.requests]
    assert sorted(asked[:20]) == sorted(f"/ca{number}" for number in range(20))
    assert len(asked) == 36
    assert caplog.text.count("certificates name 2 more addresses of revocation lists than the 16") == 1


def test_a_file_that_changed_is_read_again_and_the_others_are_not(tmp_path: Path) -> None:
    files = tuple(str(tmp_path / f"{number}.pem") for number in range(5))
    for file in files:
        Path(file).write_bytes(naming("http://ca.example/old.crl").pem)
    named = NamedLists()
    assert named.of(files).urls == ("http://ca.example/old.crl",)
    read: list[str] = []

    def counted(file: str) -> Sequence[Certificate]:
        read.append(file)
        return read_own_file(file)

    Path(files[3]).write_bytes(naming("http://ca.example/newer.crl").pem)
    with patch.object(named_lists, "read_own_file", counted):
        assert named.of(files).urls == ("http://ca.example/old.crl", "http://ca.example/newer.crl")
        Path(files[1]).unlink()
        assert named.of(files).all_urls is None
        Path(files[1]).write_bytes(naming("http://ca.example/newer.crl").pem)
        assert len(named.of(files).all_urls or ()) == 2

    assert read == [files[3], files[1], files[1]]


def test_one_bad_file_hides_nothing_and_only_bad_ones_are_told(world: World) -> None:
    bad = world.write("bad.pem", b"nothing")
    with serving(says(answer(body=GOOD))) as port:
        good = world.write("good.pem", naming(f"http://127.0.0.1:{port}/").pem)
        assert world.look(certificates=(bad, good), guard=HERE).success

    result = world.look(certificates=(bad,), guard=HERE)
    assert result.reason is Reason.CERTIFICATE_UNREADABLE
    assert "state" not in result.facts


def test_an_authoritys_file_that_cannot_be_read_is_our_own_fault(world: World) -> None:
    result = world.look("http://127.0.0.1:1/", anchors=(str(world.folder / "missing.pem"),))

    assert result.reason is Reason.TRUST_UNREADABLE
