"""Whatever bytes a responder sends, they end in an answer or in "no answer", and only a right signature is believed."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from probes.pki import UnreadableError, parse
from probes.pki.ocsp import OcspStatus, known_status, nonce_of, ocsp_request, read_answer, unreadable_reason
from probes.reasons import Reason
from tests.authority import NOW, Authority, rsa_key
from tests.ocsp_answers import HOUR, Say, answer, error, responder
from tests.probes.test_pki_fuzz import edited, edits

SUB = Authority.root()
SIGNER, OTHER = SUB.signer(), SUB.signer()
KNOWN, ISSUER = parse(SIGNER.der), parse(SUB.issued.der)
MOMENT = NOW.timestamp()
GOOD = Say(SIGNER, SUB)
FRACTIONS = replace(GOOD, this_update=NOW - HOUR + timedelta(microseconds=1))
REVOKED = replace(GOOD, status="revoked", reason="certificate_hold", critical=True)
PSS = responder(SUB, key=rsa_key())
SEEDS = (
    answer(GOOD, by=SUB.issued, nonce=b"n" * 16),
    answer(FRACTIONS, REVOKED, by=SUB.issued, named="by_name", critical=True),
    answer(FRACTIONS, Say(OTHER, SUB), by=PSS, pss=True, nonce=b"n", bare_nonce=True),
    answer(REVOKED, by=responder(SUB, no_check=True), embedded=[SUB.certificate, SIGNER.certificate]),
    error(3),
    ocsp_request(KNOWN, ISSUER, b"n" * 32),
)


def told(data: bytes) -> tuple[OcspStatus, int] | Reason:
    """What it says, and who must be looked for."""
    found = known_status(data, KNOWN, ISSUER, MOMENT)
    if isinstance(found, Reason):
        return found
    return replace(found, answerable=None), 0 if found.answerable is None else found.answerable.serial


RIGHT = set(map(told, SEEDS))


def read(data: bytes) -> None:
    """Through everything that meets foreign bytes."""
    try:
        read_answer(data)
    except UnreadableError:
        assert unreadable_reason(data) in {Reason.ANSWER_NOT_DER, Reason.ANSWER_MALFORMED}
    with suppress(UnreadableError):
        nonce_of(data)
    found = told(data)
    # a change under the signature cannot be believed; one beside it cannot change what is said
    assert isinstance(found, Reason) or found in RIGHT


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=200))
def test_any_bytes_are_read_without_a_crash(data: bytes) -> None:
    read(data)


@settings(max_examples=1500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(SEEDS), edits)
def test_a_damaged_answer_is_read_without_a_crash(
    seed: bytes, changes: list[tuple[float, str, bytes]]
) -> None:
    read(edited(seed, changes))


@pytest.mark.parametrize("seed", SEEDS)
def test_an_answer_may_end_anywhere(seed: bytes) -> None:
    for length in range(len(seed)):
        read(seed[:length])


@pytest.mark.parametrize("seed", SEEDS)
def test_any_byte_of_an_answer_may_be_wrong(seed: bytes) -> None:
    for at in range(len(seed)):
        for flipped in (0x01, 0x80, 0xFF):
            read(seed[:at] + bytes([seed[at] ^ flipped]) + seed[at + 1 :])


@pytest.mark.long
@pytest.mark.timeout(900)
@settings(max_examples=12_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(SEEDS), edits)
def test_very_many_damaged_answers_are_read_without_a_crash(
    seed: bytes, changes: list[tuple[float, str, bytes]]
) -> None:
    read(edited(seed, changes))
