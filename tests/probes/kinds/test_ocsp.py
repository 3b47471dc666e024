"""The ocsp kind against a responder on loopback that answers well or badly: every outcome has its reason and its state."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.x509.ocsp import load_der_ocsp_request
from cryptography.x509.oid import AuthorityInformationAccessOID

from probes.clock import SystemClock
from probes.fetch.guard import Guard
from probes.gate import RealGate
from probes.kinds import KINDS
from probes.kinds.ocsp import OcspSubject, OcspTarget
from probes.network import Gate
from probes.observation import Result
from probes.pki.ocsp import nonce_of
from probes.reasons import Reason
from probes.runner import look
from tests.authority import NOW, PERSON, PERSON_EMAIL, PERSON_ID, PERSON_NAME, Authority, Issued
from tests.fakes.clock import FakeClock
from tests.fakes.pinger import FakePinger
from tests.ocsp_answers import HOUR, Say, answer, error, responder
from tests.servers.hostile import never_answers
from tests.servers.leaks import nothing_left_open
from tests.servers.loopback import Script, serving
from tests.servers.responder import Reply, responds

GENEROUS, SHORT = 30.0, 0.5
ROOT = Authority.root()
SUB = ROOT.sub()
SIGNER, OTHER = SUB.signer(subject=PERSON), SUB.signer()
DELEGATE = responder(SUB)
GOOD = Say(SIGNER, SUB)
REVOKED = replace(GOOD, status="revoked", reason="superseded")
STALE = replace(GOOD, this_update=NOW - 9 * HOUR, next_update=NOW - HOUR)
DAY = timedelta(days=1)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(wall=NOW.timestamp())


@pytest.fixture
def gate(clock: FakeClock) -> Iterator[RealGate]:
    """The real network, and a clock that stands at the moment for which the answers are made."""
    with nothing_left_open(), closing(RealGate(FakePinger(), clock)) as real:
        yield real


@dataclass
class Files:
    """The files that a target names."""

    folder: Path

    def write(self, issued: Issued, name: str = "signer.pem") -> str:
        (self.folder / name).write_bytes(issued.pem)
        return str(self.folder / name)

    def target(self, url: str | None, *subjects: OcspSubject, **more: Any) -> OcspTarget:
        told = subjects or (OcspSubject(file=self.write(SIGNER)),)
        anchors = (self.write(ROOT.issued, "root.pem"),)
        known = (self.write(SUB.issued, "sub.pem"),)
        return OcspTarget(url=url, subjects=told, anchors=anchors, intermediates=known, **more)


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


def says(*said: Say, by: Issued = DELEGATE, nonce: str = "same", **more: Any) -> Reply:
    """A responder that says this. nonce: `same` as asked with, `none`, or another `wrong` one."""

    def reply(request: bytes) -> bytes:
        sent = {"same": nonce_of(request), "none": None, "wrong": b"\x07" * 32}[nonce]
        return answer(*said, by=by, nonce=sent, **more)

    return reply


def ask(gate: Gate, script: Script, files: Files, *subjects: OcspSubject, **more: Any) -> Result:
    with serving(script) as port:
        target = files.target(f"http://127.0.0.1:{port}/ocsp", *subjects, **more)
        return look(KINDS["ocsp"], target, gate, GENEROUS)


# well


def test_a_good_answer_tells_its_dates_its_signers_end_and_every_phase(gate: Gate, files: Files) -> None:
    result = ask(gate, responds(says(GOOD)), files)

    assert result.success, result
    assert result.facts == {
        "asked": "yes",
        "content_type": "ocsp",
        "digest": "sha256",
        "nonce": "match",
        "signed_by": "delegate",
        "state": "ok",
        "status": "good",
    }
    assert result.detail == "good"
    assert result.measures["ocsp_this_update_timestamp_seconds"] == (NOW - HOUR).timestamp()
    assert result.measures["ocsp_next_update_timestamp_seconds"] == (NOW + HOUR).timestamp()
    ends = DELEGATE.certificate.not_valid_after_utc.timestamp()
    assert result.measures["ocsp_signer_not_after_timestamp_seconds"] == ends
    phases = {"resolve", "connect", "processing", "transfer"}
    assert {f"phase_{phase}_seconds" for phase in phases} <= result.measures.keys()


def test_a_revocation_is_a_good_answer_too(gate: Gate, files: Files) -> None:
    result = ask(gate, responds(says(REVOKED)), files)

    assert result.success
    assert (result.facts["status"], result.facts["revocation_reason"]) == ("revoked", "superseded")
    assert result.facts["state"] == "ok"
    assert result.measures["ocsp_revoked_timestamp_seconds"] == (NOW - 2 * HOUR).timestamp()


def test_what_the_responder_does_not_know_is_an_answer(gate: Gate, files: Files) -> None:
    result = ask(gate, responds(says(replace(GOOD, status="unknown"))), files)

    assert result.success
    assert result.facts["status"] == "unknown"


def test_a_responder_that_dates_by_fractions_of_a_second_serves_with_a_blemish(
    gate: Gate, files: Files
) -> None:
    said = replace(GOOD, this_update=NOW - timedelta(microseconds=1))
    result = ask(gate, responds(says(said)), files)

    assert result.success
    assert result.facts["state"] == "malformed_strict"


# the question's own mark


@pytest.mark.parametrize(
    ("nonce", "fact", "state"),
    [("same", "match", "ok"), ("none", "absent", "ok"), ("wrong", "mismatch", "nonce_replay")],
)
def test_an_answer_to_another_question_is_a_warning(
    nonce: str, fact: str, state: str, gate: Gate, files: Files
) -> None:
    result = ask(gate, responds(says(GOOD, nonce=nonce)), files)

    assert result.success
    assert (result.facts["nonce"], result.facts["state"]) == (fact, state)


def test_an_old_answer_to_another_question_is_an_old_answer(gate: Gate, files: Files) -> None:
    result = ask(gate, responds(says(STALE, nonce="wrong")), files)

    assert result.reason is Reason.ANSWER_STALE
    assert result.facts["state"] == "stale"


def test_a_nonce_is_sent_only_if_wanted(gate: Gate, files: Files) -> None:
    heard: list[bytes | None] = []

    def reply(request: bytes) -> bytes:
        heard.append(nonce_of(request))
        return answer(GOOD, by=DELEGATE)

    without = ask(gate, responds(reply), files, nonce=False)
    ask(gate, responds(reply), files)
    ask(gate, responds(reply), files)

    assert without.facts["nonce"] == "not_sent"
    assert heard[0] is None
    assert [len(nonce or b"") for nonce in heard[1:]] == [32, 32]
    assert heard[1] != heard[2]


# badly: every row is one way to fail

STRANGER = Authority.root("Người lạ")
BAD: dict[str, tuple[Script, Reason, str]] = {
    "malformed request": (responds(lambda _: error(1)), Reason.RESPONDER_ERROR, "responder_error"),
    "internal error": (responds(lambda _: error(2)), Reason.RESPONDER_ERROR, "responder_error"),
    "try later": (responds(lambda _: error(3)), Reason.RESPONDER_ERROR, "responder_error"),
    "signature required": (responds(lambda _: error(5)), Reason.RESPONDER_ERROR, "responder_error"),
    "unauthorized": (responds(lambda _: error(6)), Reason.RESPONDER_ERROR, "responder_error"),
    "a login page": (
        responds(lambda _: b"<html>Dang nhap</html>", content_type="text/html"),
        Reason.ANSWER_NOT_DER,
        "not_der",
    ),
    "a login page that calls itself an answer": (
        responds(lambda _: b"<html>Dang nhap</html>"),
        Reason.ANSWER_NOT_DER,
        "not_der",
    ),
    "nothing": (responds(lambda _: b""), Reason.ANSWER_NOT_DER, "not_der"),
    "a certificate in pem": (responds(lambda _: SUB.pem), Reason.ANSWER_NOT_DER, "not_der"),
    "cut short": (
        responds(lambda request: says(GOOD)(request)[:200]),
        Reason.ANSWER_MALFORMED,
        "malformed",
    ),
    "good, and no body": (responds(lambda _: error(0)), Reason.ANSWER_MALFORMED, "malformed"),
    "too long": (
        responds(lambda _: b"\x30\x83\x01\x20\x00" + b"\x05\x00" * 0x9000),
        Reason.HTTP_TOO_LARGE,
        "http_error",
    ),
    "not found": (
        responds(says(GOOD), status="404 Not Found"),
        Reason.HTTP_STATUS,
        "http_error",
    ),
    "server error": (
        responds(lambda _: b"", status="500 Internal Server Error"),
        Reason.HTTP_STATUS,
        "http_error",
    ),
    "sent elsewhere": (
        responds(says(GOOD), "Location: http://127.0.0.1:9/", status="302 Found"),
        Reason.REDIRECT_REFUSED,
        "refused",
    ),
    "sent inside": (
        responds(says(GOOD), "Location: http://169.254.169.254/", status="307 Temporary Redirect"),
        Reason.ADDRESS_REFUSED,
        "refused",
    ),
    "sent to this machine": (
        responds(says(GOOD), "Location: https://localhost:9/", status="308 Permanent Redirect"),
        Reason.ADDRESS_REFUSED,
        "refused",
    ),
    "another's serial": (
        responds(says(Say(OTHER, SUB))),
        Reason.ANSWER_MISMATCH,
        "malformed",
    ),
    "spoiled signature": (
        responds(says(GOOD, spoiled=True)),
        Reason.SIGNATURE_WRONG,
        "bad_signature",
    ),
    "weak signature": (responds(says(GOOD, digest="sha1")), Reason.SIGNATURE_WRONG, "bad_signature"),
    "a stranger": (responds(says(GOOD, by=STRANGER.issued)), Reason.SIGNER_WRONG, "bad_signer"),
    "a stranger's delegate": (
        responds(says(GOOD, by=responder(STRANGER))),
        Reason.SIGNER_WRONG,
        "bad_signer",
    ),
    "a delegate without the purpose": (
        responds(says(GOOD, by=responder(SUB, purposes=()))),
        Reason.SIGNER_WRONG,
        "bad_signer",
    ),
    "an expired delegate": (
        responds(says(GOOD, by=responder(SUB, ends=NOW - DAY))),
        Reason.SIGNER_WRONG,
        "bad_signer",
    ),
    "a delegate that did not come along": (
        responds(says(GOOD, embedded=())),
        Reason.SIGNER_WRONG,
        "bad_signer",
    ),
    "out of date": (responds(says(STALE)), Reason.ANSWER_STALE, "stale"),
    "an hour old, without an end": (
        responds(says(replace(GOOD, next_update=None))),
        Reason.ANSWER_STALE,
        "stale",
    ),
    "from tomorrow": (
        responds(says(replace(GOOD, this_update=NOW + DAY, next_update=NOW + 2 * DAY))),
        Reason.ANSWER_FUTURE,
        "future",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_every_bad_answer_has_its_reason_and_its_state(case: str, gate: Gate, files: Files) -> None:
    script, reason, state = BAD[case]
    result = ask(gate, script, files)

    assert result.reason is reason, result
    assert result.facts["state"] == state
    assert result.facts["asked"] == "yes"
    assert "phase_connect_seconds" in result.measures


def test_what_a_responder_calls_its_error_is_told(gate: Gate, files: Files) -> None:
    assert ask(gate, responds(lambda _: error(3)), files).detail == "try later"


def test_an_old_answer_still_tells_its_dates(gate: Gate, files: Files) -> None:
    result = ask(gate, responds(says(STALE)), files)

    assert result.measures["ocsp_next_update_timestamp_seconds"] == (NOW - HOUR).timestamp()


def test_a_responder_that_asks_for_rest_is_heard(gate: Gate, files: Files) -> None:
    script = responds(lambda _: b"", "Retry-After: 120", status="503 Service Unavailable")
    result = ask(gate, script, files)

    assert (result.reason, result.detail) == (Reason.HTTP_STATUS, "503")
    assert result.measures["retry_after_seconds"] == 120


def test_a_closed_port_is_unreachable(gate: Gate, files: Files) -> None:
    with serving(never_answers) as port:
        pass
    result = look(KINDS["ocsp"], files.target(f"http://127.0.0.1:{port}/"), gate, GENEROUS)

    assert result.reason is Reason.REFUSED
    assert result.facts["state"] == "unreachable"


def test_a_responder_that_never_answers_ends_with_the_deadline(files: Files) -> None:
    with closing(RealGate(FakePinger(), SystemClock())) as real, serving(never_answers) as port:
        result = look(KINDS["ocsp"], files.target(f"http://127.0.0.1:{port}/"), real, SHORT)

    assert result.reason is Reason.TIMEOUT
    assert result.facts["state"] == "unreachable"


# whose clock


def _dated(moment: datetime) -> str:
    return f"Date: {format_datetime(moment, usegmt=True)}"


@pytest.mark.parametrize("off", [2 * DAY, -2 * DAY, timedelta(hours=3)])
def test_an_answer_that_is_right_by_its_servers_clock_tells_of_ours(
    off: timedelta, gate: Gate, files: Files, clock: FakeClock
) -> None:
    clock.step_wall(off.total_seconds())
    result = ask(gate, responds(says(GOOD), _dated(NOW)), files)

    assert result.reason is Reason.MONITOR_CLOCK
    assert "state" not in result.facts
    assert ("ahead of" if off > timedelta(0) else "behind") in result.detail


@pytest.mark.parametrize(
    ("said", "headers", "reason"),
    [
        (STALE, [_dated(NOW)], Reason.ANSWER_STALE),
        (STALE, [], Reason.ANSWER_STALE),
        (STALE, ["Date: today"], Reason.ANSWER_STALE),
        (STALE, [_dated(NOW - 2 * HOUR), "Age: 7200"], Reason.ANSWER_STALE),
        (STALE, [_dated(NOW - 30 * DAY)], Reason.ANSWER_STALE),
        (replace(GOOD, this_update=NOW + HOUR), [_dated(NOW)], Reason.ANSWER_FUTURE),
    ],
    ids=["same clock", "no date", "no such date", "an old answer out of a cache", "another date", "future"],
)
def test_an_answer_that_is_wrong_by_any_clock_is_the_responders_fault(
    said: Say, headers: list[str], reason: Reason, gate: Gate, files: Files
) -> None:
    assert ask(gate, responds(says(said), *headers), files).reason is reason


# the signer's own end


@pytest.mark.parametrize(
    ("starts", "ends", "state"),
    [
        (NOW - 300 * DAY, NOW + 31 * DAY, "ok"),
        (NOW - 300 * DAY, NOW + 29 * DAY, "signer_expiring"),
        (NOW - 3 * DAY, NOW + 11 * DAY, "ok"),
        (NOW - 11 * DAY, NOW + 3 * DAY, "signer_expiring"),
    ],
    ids=["long", "long, near its end", "a fortnight's", "a fortnight's, near its end"],
)
def test_a_signer_that_ends_soon_is_a_warning(
    starts: datetime, ends: datetime, state: str, gate: Gate, files: Files
) -> None:
    result = ask(gate, responds(says(GOOD, by=responder(SUB, starts=starts, ends=ends))), files)

    assert result.success
    assert result.facts["state"] == state


# certificates whose answer is known beforehand


def _canaries(files: Files) -> tuple[OcspSubject, OcspSubject]:
    return (
        OcspSubject(file=files.write(SIGNER, "good.pem"), expect="good"),
        OcspSubject(file=files.write(OTHER, "revoked.pem"), expect="revoked"),
    )


@pytest.mark.parametrize(
    ("good", "revoked", "measures"),
    [
        ("good", "revoked", (1.0, 1.0)),
        ("good", "good", (1.0, 0.0)),
        ("revoked", "revoked", (0.0, 1.0)),
        ("unknown", "revoked", (0.0, 1.0)),
        ("good", "unknown", (1.0, 0.0)),
    ],
)
def test_a_responder_must_know_what_we_know(
    good: str, revoked: str, measures: tuple[float, float], gate: Gate, files: Files
) -> None:
    said = (Say(SIGNER, SUB, status=good), Say(OTHER, SUB, status=revoked))
    result = ask(gate, responds(says(*said)), files, *_canaries(files))

    right = measures == (1.0, 1.0)
    assert result.reason is (None if right else Reason.CANARY_WRONG)
    assert result.facts["state"] == ("ok" if right else "canary_wrong")
    assert (result.measures["canary_good_ok"], result.measures["canary_revoked_ok"]) == measures


def test_a_canary_that_was_not_answered_about_has_no_measure(gate: Gate, files: Files) -> None:
    result = ask(gate, responds(says(Say(OTHER, SUB, status="revoked"))), files, *_canaries(files))

    assert result.reason is Reason.ANSWER_MISMATCH
    assert "canary_good_ok" not in result.measures
    assert result.measures["canary_revoked_ok"] == 1


def test_a_responder_that_does_not_answer_is_asked_once(gate: Gate, files: Files) -> None:
    asked: list[bytes] = []

    def script(connection: Any, over: Any) -> None:
        del over
        asked.append(connection.recv(10))
        connection.close()

    result = ask(gate, script, files, *_canaries(files))

    assert result.reason is Reason.RESET
    assert len(asked) == 1


# our own files


def _asked_about(gate: Gate, files: Files, *own: Issued) -> tuple[Result, list[int]]:
    """One look at a file with these certificates, and the serial numbers asked about."""
    asked: list[int] = []

    def reply(request: bytes) -> bytes:
        serial = load_der_ocsp_request(request).serial_number
        asked.append(serial)
        revoked = serial == OTHER.certificate.serial_number
        about = next(one for one in own if one.certificate.serial_number == serial)
        return answer(Say(about, SUB, status="revoked" if revoked else "good"), by=DELEGATE)

    together = files.folder / "cu-va-moi.pem"
    together.write_bytes(b"".join(one.pem for one in own))
    return ask(gate, responds(reply), files, OcspSubject(file=str(together)), nonce=False), asked


def test_of_an_old_and_a_renewed_certificate_in_one_file_both_are_asked_about(
    gate: Gate, files: Files
) -> None:
    old = SUB.signer(ends=NOW + 40 * DAY)
    result, asked = _asked_about(gate, files, old, OTHER, SUB.issued)

    assert asked == [OTHER.certificate.serial_number, old.certificate.serial_number]
    assert result.facts["status"] == "revoked"
    assert result.detail == "revoked good"


def test_what_has_ended_and_what_another_authority_issued_is_not_asked_about_if_there_is_more(
    gate: Gate, files: Files
) -> None:
    ended, strange = SUB.signer(ends=NOW - DAY), STRANGER.signer()
    result, asked = _asked_about(gate, files, ended, strange, SIGNER)

    assert asked == [SIGNER.certificate.serial_number]
    assert result.success
    assert _asked_about(gate, files, ended)[1] == [ended.certificate.serial_number]


def test_a_heap_of_certificates_is_not_asked_about_one_by_one(gate: Gate, files: Files) -> None:
    heap = [SUB.signer(ends=NOW + days * DAY) for days in range(10, 17)]

    assert _asked_about(gate, files, *heap)[1] == [one.certificate.serial_number for one in heap[:3:-1]]


def test_a_missing_file_is_told_and_hides_no_other_subject(gate: Gate, files: Files) -> None:
    gone = OcspSubject(file=str(files.folder / "mat.pem"), expect="good")
    result = ask(gate, responds(says(Say(OTHER, SUB, status="revoked"))), files, gone, _canaries(files)[1])

    assert result.reason is Reason.CERTIFICATE_MISSING
    assert result.facts["state"] == "ok"
    assert result.measures["canary_revoked_ok"] == 1


def test_while_a_file_cannot_be_asked_about_another_speaks_for_the_responder(
    gate: Gate, files: Files
) -> None:
    gone, strange = str(files.folder / "mat.pem"), files.write(STRANGER.signer(), "la.pem")
    good = files.write(SIGNER, "tot.pem")

    some = OcspSubject(file=gone, stand_ins=(strange, good, files.write(OTHER, "khac.pem")))
    result = ask(gate, responds(says(GOOD)), files, some)
    none = ask(gate, responds(says(GOOD)), files, OcspSubject(file=gone, stand_ins=(strange,)))

    assert result.success, result
    assert result.facts["status"] == "good"
    assert none.reason is Reason.CERTIFICATE_MISSING


def test_a_fault_of_the_service_goes_before_a_fault_of_a_file(gate: Gate, files: Files) -> None:
    gone = OcspSubject(file=str(files.folder / "mat.pem"), expect="good")
    result = ask(gate, responds(lambda _: error(3)), files, gone, _canaries(files)[1])

    assert result.reason is Reason.RESPONDER_ERROR


def test_a_file_that_holds_no_certificate_says_nothing_of_the_service(gate: Gate, files: Files) -> None:
    (files.folder / "hong.pem").write_bytes(b"hong")
    result = ask(gate, responds(says(GOOD)), files, OcspSubject(file=str(files.folder / "hong.pem")))

    assert result.reason is Reason.CERTIFICATE_UNREADABLE
    assert result.facts == {}


def test_a_certificate_of_an_unknown_issuer_is_not_asked_about(gate: Gate, files: Files) -> None:
    strange = files.write(STRANGER.signer(), "la.pem")
    result = ask(gate, responds(says(GOOD)), files, OcspSubject(file=strange))

    assert result.reason is Reason.CERTIFICATE_CHAIN_INCOMPLETE
    assert "state" not in result.facts


def test_an_issuer_that_comes_in_the_subjects_own_file_is_not_believed(gate: Gate, files: Files) -> None:
    signer = STRANGER.signer()
    both = files.folder / "ca-hai.pem"
    both.write_bytes(signer.pem + STRANGER.pem)
    said = says(Say(signer, STRANGER), by=STRANGER.issued)
    result = ask(gate, responds(said), files, OcspSubject(file=str(both)))

    assert result.reason is Reason.CERTIFICATE_CHAIN_INCOMPLETE


def test_an_anchor_that_cannot_be_read_is_our_own_fault(gate: Gate, files: Files) -> None:
    target = replace(files.target("http://127.0.0.1:9/"), anchors=(str(files.folder / "mat.pem"),))
    result = look(KINDS["ocsp"], target, gate, GENEROUS)

    assert result.reason is Reason.TRUST_UNREADABLE


# where the certificate says


def _naming(*locations: str) -> Issued:
    access = [
        x509.AccessDescription(AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier(location))
        for location in locations
    ]
    return SUB.signer(extra=((x509.AuthorityInformationAccess(access), False),))


LOOPBACK = Guard(networks=(ip_network("127.0.0.0/8"),))


def _where_it_says(gate: Gate, files: Files, guard: Guard) -> tuple[Result, int]:
    asked: list[bytes] = []
    made: list[Issued] = []

    def reply(request: bytes) -> bytes:
        asked.append(request)
        return says(Say(made[0], SUB))(request)

    with serving(responds(reply)) as port:
        made.append(_naming("ldap://127.0.0.1/x", f"http://127.0.0.1:{port}/ocsp"))
        target = files.target(None, OcspSubject(file=files.write(made[0])), guard=guard)
        return look(KINDS["ocsp"], target, gate, GENEROUS), len(asked)


def test_the_address_in_a_certificate_is_asked_where_that_is_allowed(gate: Gate, files: Files) -> None:
    result, asked = _where_it_says(gate, files, LOOPBACK)

    assert result.success, result
    assert asked == 1


def test_the_address_in_a_certificate_leads_nowhere_inside(gate: Gate, files: Files) -> None:
    result, asked = _where_it_says(gate, files, Guard())

    assert result.reason is Reason.ADDRESS_REFUSED
    assert result.facts["state"] == "refused"
    assert asked == 0


@pytest.mark.parametrize("named", [(), ("ldap://127.0.0.1/x", "file:///etc/passwd")])
def test_a_certificate_that_names_no_responder_cannot_be_asked_about(
    named: tuple[str, ...], gate: Gate, files: Files
) -> None:
    about = _naming(*named) if named else SIGNER
    target = files.target(None, OcspSubject(file=files.write(about)), guard=LOOPBACK)
    result = look(KINDS["ocsp"], target, gate, GENEROUS)

    assert result.reason is Reason.ADDRESS_MISSING
    assert "names no http address" in result.detail
    assert "state" not in result.facts


def test_a_signer_whose_authority_has_no_responder_is_let_be(
    gate: Gate, files: Files, tmp_path: Path
) -> None:
    target = files.target(None, OcspSubject(file=files.write(SIGNER)), folder=str(tmp_path / "kept"))

    result = look(KINDS["ocsp"], target, gate, GENEROUS)

    assert result.success, result
    assert result.facts == {"asked": "nowhere"}


def test_nothing_of_a_person_is_told(gate: Gate, files: Files, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    scripts: list[Callable[[], Result]] = [
        lambda: ask(gate, responds(says(GOOD)), files, folder=str(files.folder / "ocsp")),
        lambda: ask(gate, responds(says(REVOKED)), files),
        lambda: ask(gate, responds(says(STALE)), files),
        lambda: ask(gate, responds(says(Say(OTHER, SUB))), files),
        lambda: ask(gate, responds(says(GOOD, by=SIGNER)), files),
    ]
    told = "".join(repr(script()) for script in scripts) + caplog.text

    serial = SIGNER.certificate.serial_number
    for secret in (PERSON_NAME, PERSON_EMAIL, PERSON_ID, "signer.pem", str(serial), f"{serial:x}"):
        assert secret not in told
