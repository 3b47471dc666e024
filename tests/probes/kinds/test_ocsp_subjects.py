"""About which certificates the ocsp kind asks, from which files, and where."""

from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.x509.ocsp import load_der_ocsp_request
from cryptography.x509.oid import AuthorityInformationAccessOID

from probes.fetch.guard import Guard
from probes.kinds import KINDS
from probes.kinds.ocsp import OcspSubject
from probes.network import Gate
from probes.observation import Result
from probes.reasons import Reason
from probes.runner import look
from tests.authority import NOW, Issued
from tests.fakes.clock import FakeClock
from tests.ocsp_answers import Say, answer, error
from tests.probes.kinds.ocsp_faults import (
    DAY,
    DELEGATE,
    GENEROUS,
    GOOD,
    OTHER,
    SIGNER,
    STRANGER,
    SUB,
    Files,
    ask,
    says,
)
from tests.servers.loopback import serving
from tests.servers.responder import responds


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(wall=NOW.timestamp())


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
