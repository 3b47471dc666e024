"""Whatever bytes come as a timestamp or as a request for one, reading them ends in a stamp or in one of its reasons."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exporter.demo.timestamping import answer, refusal
from probes.pki import parse
from probes.pki.timestamp import Stamp, new_request, verify
from probes.reasons import ProbeFailed, Reason
from tests.authority import NOW, Authority, rsa_key
from tests.probes.test_pki_fuzz import edited, edits
from tests.servers.timestamping import authority_of, stamper, stamps

ROOT = Authority.root()
SUB = ROOT.sub()
TSA = stamper(SUB)
RSA = stamper(SUB, key=rsa_key())
ANCHORS = (parse(ROOT.issued.der),)
MOMENT = NOW.timestamp()
REQUEST = new_request()
GOOD = tuple(stamps(authority_of(one))(REQUEST.der) for one in (TSA, RSA))
REASONS = {
    Reason.ANSWER_NOT_DER,
    Reason.ANSWER_MALFORMED,
    Reason.RESPONDER_ERROR,
    Reason.ANSWER_MISMATCH,
    Reason.SIGNATURE_WRONG,
    Reason.SIGNER_WRONG,
}
SIGNERS = {parse(one.der).facts.fingerprint for one in (TSA, RSA)}


def outcome(data: bytes) -> Stamp | Reason:
    try:
        return verify(data, REQUEST, ANCHORS, (), MOMENT)
    except ProbeFailed as failed:
        return failed.reason


def read(data: bytes) -> None:
    """What is taken for good must say what was signed, whatever else was damaged."""
    found = outcome(data)
    if isinstance(found, Reason):
        assert found in REASONS
        return
    assert (found.gen_time, found.accuracy_seconds, found.policy) == (MOMENT, 1.0, "1.3.6.1.4.1.32473.1")
    assert found.signer in SIGNERS


@given(data=st.binary(max_size=400))
def test_random_bytes_are_never_another_exception(data: bytes) -> None:
    read(data)
    read(b"\x30\x82" + len(data).to_bytes(2) + data)


@given(which=st.sampled_from((*GOOD, refusal("bad_alg"))), changes=edits)
@settings(max_examples=500, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_a_damaged_answer_is_never_another_exception(
    which: bytes, changes: list[tuple[float, str, bytes]]
) -> None:
    read(edited(which, changes))


@pytest.mark.long
@pytest.mark.timeout(900)
@given(which=st.sampled_from((*GOOD, refusal("bad_alg"))), changes=edits)
@settings(max_examples=10_000, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_ten_thousand_damaged_answers_are_never_another_exception(
    which: bytes, changes: list[tuple[float, str, bytes]]
) -> None:
    read(edited(which, changes))


@given(data=st.binary(max_size=200), changes=edits)
@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_our_own_authority_answers_whatever_it_is_asked(
    data: bytes, changes: list[tuple[float, str, bytes]]
) -> None:
    for query in (data, edited(REQUEST.der, changes)):
        assert answer(authority_of(TSA), query, NOW)[0] == 0x30
