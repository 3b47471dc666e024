"""The search for a person finds what it looks for; else every test that rests on it would prove nothing."""

import base64
import json

import pytest

from tests.authority import PERSON_NAME
from tests.personal import SECRETS, SOMEBODY, bare, leaks


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("shift", range(3))
def test_a_secret_is_found_in_whatever_it_is_wrapped(secret: str, shift: int) -> None:
    text = "." * shift + secret + "..."
    data = text.encode()

    for shown in (
        data,
        text,
        text.encode("utf-16"),
        data.decode("latin-1"),
        repr(data),
        json.dumps(text),
        data.hex(),
        data.hex(":").upper(),
        base64.b64encode(data),
        base64.urlsafe_b64encode(data),
        base64.encodebytes(data * 9),
        text.casefold(),
    ):
        assert leaks(shown), shown


def test_a_whole_subject_is_found() -> None:
    assert len(leaks(repr(SOMEBODY))) > 5
    assert len(leaks(SOMEBODY.rfc4514_string())) > 5
    assert len(leaks(SOMEBODY.public_bytes())) > 5


def test_a_name_without_its_accents_is_found() -> None:
    assert leaks(bare(PERSON_NAME).lower())
    assert leaks(PERSON_NAME)


@pytest.mark.parametrize("text", ["", "UBND xã Thử Nghiệm", "20056/signer/chu-tich", "Nguyễn", "0" * 40])
def test_what_names_nobody_is_no_leak(text: str) -> None:
    assert leaks(text) == []
