"""What a reader's answer means. `answer` writes one as the reader would."""

import base64
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from hypothesis import given
from hypothesis import strategies as st

from probes.reasons import ProbeFailed, Reason
from probes.tokens.process import NOT_UNDERSTOOD
from probes.tokens.reading import TokenRead, understood
from probes.tokens.states import TokenState
from tests.authority import PERSON, PERSON_EMAIL, PERSON_ID, PERSON_NAME, Authority, Issued

ROOT = Authority.root()
MINE, OTHER = ROOT.signer(subject=PERSON), ROOT.signer()
LOW, FINAL, LOCKED, FAULTY = 0x10000, 0x20000, 0x40000, 0x1000000
INITIALIZED = 0x40D  # as most tokens have it: initialised, PIN set, login required, random numbers


def digest(issued: Issued) -> bytes:
    return issued.certificate.fingerprint(hashes.SHA256())


def fingerprint(issued: Issued) -> str:
    return digest(issued).hex()


def token(*certificates: Issued | bytes, flags: object = INITIALIZED, **more: Any) -> dict[str, Any]:
    ders = [one if isinstance(one, bytes) else one.der for one in certificates]
    written = [base64.b64encode(der).decode() for der in ders]
    return {
        "holds": "token",
        "flags": flags,
        "model": "TokenME EVO v2",
        "serial": "0123456789abcdef",
        "certificates": written,
        "unread": 0,
        **more,
    }


EMPTY = {"holds": "nothing"}
FOREIGN = {"holds": "something"}
EXTRA = token(flags=0x1)


def read(*slots: dict[str, Any], maker: str = "SoftHSM", module: str = "/m.so") -> TokenRead:
    return understood(json.loads(json.dumps({"manufacturer": maker, "slots": slots})), module)


@pytest.mark.parametrize(
    ("slots", "state"),
    [
        ([], TokenState.NO_READER),
        ([EMPTY, EMPTY], TokenState.ABSENT),
        ([token(MINE), EMPTY], TokenState.OK),
        ([token(MINE, flags=INITIALIZED | LOW)], TokenState.PIN_COUNT_LOW),
        ([token(MINE, flags=INITIALIZED | LOW | FINAL)], TokenState.PIN_FINAL_TRY),
        ([token(MINE, flags=INITIALIZED | LOW | FINAL | LOCKED)], TokenState.PIN_LOCKED),
        ([token(flags=INITIALIZED | LOCKED)], TokenState.PIN_LOCKED),
        ([token(MINE, flags=INITIALIZED | FAULTY)], TokenState.ERROR_STATE),
        ([token(MINE, flags=INITIALIZED | FAULTY | LOCKED)], TokenState.PIN_LOCKED),
        ([{"holds": "token", "error": "DeviceError"}], TokenState.ERROR_STATE),
        ([token(MINE, error="DeviceError")], TokenState.ERROR_STATE),
        ([token()], TokenState.NO_CERT),
        ([token(flags=INITIALIZED | FINAL)], TokenState.NO_CERT),
        ([token(unread=1)], TokenState.ERROR_STATE),
        ([token(b"no certificate")], TokenState.ERROR_STATE),
        ([token(b"no certificate", MINE)], TokenState.OK),
        ([EXTRA], TokenState.NOT_INITIALIZED),
        ([FOREIGN], TokenState.NOT_INITIALIZED),
        # the worst of several; the place that SoftHSM keeps for one more is none
        ([token(MINE), EXTRA], TokenState.OK),
        ([token(MINE), FOREIGN], TokenState.OK),
        ([token(MINE), token(OTHER, flags=INITIALIZED | LOCKED)], TokenState.PIN_LOCKED),
        ([token(MINE), token()], TokenState.NO_CERT),
        # pulled out while it was read
        ([token(MINE, error="DeviceRemoved"), EXTRA], TokenState.ABSENT),
        ([token(error="TokenNotPresent")], TokenState.ABSENT),
        ([token(MINE), token(OTHER, error="DeviceRemoved")], TokenState.OK),
    ],
)
def test_any_token_will_do(slots: list[dict[str, Any]], state: TokenState) -> None:
    assert read(*slots).state() is state


@pytest.mark.parametrize(
    ("slots", "state"),
    [
        ([], TokenState.NO_READER),
        ([EMPTY], TokenState.ABSENT),
        ([token(MINE)], TokenState.OK),
        ([token(OTHER, MINE)], TokenState.OK),
        ([token(OTHER)], TokenState.CERT_MISMATCH),
        ([token(OTHER, flags=INITIALIZED | LOCKED)], TokenState.CERT_MISMATCH),
        ([token(OTHER), token()], TokenState.CERT_MISMATCH),
        # the token that holds it decides, whatever the others are
        ([token(MINE), token(OTHER, flags=INITIALIZED | LOCKED)], TokenState.OK),
        ([token(OTHER), token(MINE, flags=INITIALIZED | FINAL)], TokenState.PIN_FINAL_TRY),
        ([token(OTHER), token(MINE, error="DeviceRemoved")], TokenState.ABSENT),
        ([token(MINE, flags=INITIALIZED | LOCKED), token(MINE)], TokenState.PIN_LOCKED),
        # nobody's until it is read to its end
        ([token(OTHER, unread=1)], TokenState.OK),
        ([token(OTHER), token(error="DeviceError")], TokenState.ERROR_STATE),
        ([token()], TokenState.NO_CERT),
        ([EXTRA], TokenState.NOT_INITIALIZED),
    ],
)
def test_the_token_with_the_certificate_decides(slots: list[dict[str, Any]], state: TokenState) -> None:
    assert read(*slots).state(fingerprint(MINE)) is state
    assert read(*slots).state(fingerprint(MINE)[:16]) is state


@pytest.mark.parametrize("written", ["", "ab", "zz" * 32, "0" * 64])
def test_a_fingerprint_of_nothing_is_on_no_token(written: str) -> None:
    assert read(token(MINE)).state(written) is TokenState.CERT_MISMATCH


def test_a_fingerprint_is_found_however_it_is_written() -> None:
    bare = fingerprint(MINE).upper()
    colons = ":".join(bare[place : place + 2] for place in range(0, 64, 2))

    assert read(token(MINE)).state(colons) is TokenState.OK
    assert read(token(MINE)).state(f" {colons.replace(':', ' ')}\n") is TokenState.OK


def test_no_flag_is_good_news_only_from_a_module_known_to_raise_them() -> None:
    silent = token(MINE)

    assert read(silent, maker="Vendor", module="/quiet.so").state() is TokenState.FLAGS_UNKNOWN
    assert read(token(MINE, flags=INITIALIZED | LOW), maker="Vendor", module="/telling.so").state() is (
        TokenState.PIN_COUNT_LOW
    )
    assert read(silent, maker="Vendor", module="/telling.so").state() is TokenState.OK
    assert read(silent, maker="Vendor", module="/quiet.so").state() is TokenState.FLAGS_UNKNOWN
    assert read(silent, maker="OpenSC Project", module="/quiet.so").state() is TokenState.OK


def test_one_bad_certificate_does_not_hide_nine_good_ones() -> None:
    good = [ROOT.signer() for _ in range(9)]
    (found,) = read(token(*good[:4], b"\x30\x03bad", *good[4:], good[0])).tokens

    assert [certificate.identity for certificate in found.certificates] == [digest(one) for one in good]
    assert found.unread == 1


@pytest.mark.parametrize(
    ("model", "word"),
    [
        ("TokenME EVO v2", "tokenme-evo-v2"),
        ("PKCS#15 emulated", "pkcs-15-emulated"),
        ("eToken 5110", "etoken-5110"),
        ("", ""),
        ("Nguyễn Văn A", ""),
        ("001199012345", ""),
        ("a@example.invalid", ""),
        ("\x00\x1b[31m" * 9, "31m-31m-31m-31m-31m-31m-"),
    ],
)
def test_a_model_is_a_short_word_or_nothing(model: str, word: str) -> None:
    assert read(token(MINE, model=model)).tokens[0].model == word


def test_nobody_stands_in_what_a_reading_looks_like() -> None:
    shown = repr(read(token(MINE)))

    assert not any(word in shown for word in (PERSON_NAME, PERSON_EMAIL, PERSON_ID))


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"manufacturer": "x"},
        {"manufacturer": "x", "slots": 3},
        {"manufacturer": "x", "slots": ["token"]},
        {"manufacturer": "x", "slots": [{}]},
        {"manufacturer": "x", "slots": [{"holds": "token", "flags": 1}]},
        {"manufacturer": "x", "slots": [token(MINE, flags="many")]},
        {"manufacturer": "x", "slots": [token(MINE, flags=float("inf"))]},
    ],
)
def test_an_answer_of_another_shape_is_the_modules_fault(answer: dict[str, Any]) -> None:
    with pytest.raises(ProbeFailed) as caught:
        understood(answer, "/m.so")

    assert (caught.value.reason, caught.value.detail) == (Reason.MODULE_CRASHED, NOT_UNDERSTOOD.en)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)
SLOT = st.fixed_dictionaries(
    {"holds": st.sampled_from(["token", "something", "nothing"]) | JSON},
    optional=dict.fromkeys(("flags", "model", "serial", "certificates", "unread", "error"), JSON),
)


@given(st.fixed_dictionaries({"manufacturer": JSON, "slots": st.lists(SLOT, max_size=3) | JSON}))
def test_whatever_a_module_makes_of_the_answer_is_a_reading_or_its_fault(answer: dict[str, Any]) -> None:
    assert fuzzed(answer) in {*TokenState, Reason.MODULE_CRASHED}


def fuzzed(answer: dict[str, Any]) -> TokenState | Reason:
    try:
        return understood(answer, "/fuzz.so").state("0" * 64)
    except ProbeFailed as failed:
        return failed.reason
