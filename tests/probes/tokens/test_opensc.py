"""A card in a virtual reader, through the real OpenSC module: presence, PIN tries and certificate, without a PIN."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from probes.tokens.reading import TokenRead, read_token
from probes.tokens.states import TokenState
from tests.authority import PERSON, Authority, rsa_key
from tests.peers.smart_card import OPENSC, CardReader, card_reader
from tests.probes.tokens.finding import soon

pytestmark = pytest.mark.needs(*OPENSC)
SIGNER = Authority.root().signer(subject=PERSON, key=rsa_key())


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CardReader]:
    with card_reader(tmp_path, monkeypatch) as running:
        soon(lambda: read_token(running.module, 15.0).slots, "the reader is there")
        yield running


def test_a_cards_tries_are_told_and_it_is_gone_once_pulled_out(reader: CardReader) -> None:
    seen = {}
    for tries in (3, 1, 0):
        with reader.card(SIGNER.der, tries):
            seen[tries] = soon(lambda: with_a_token(reader), "the card is in")
        soon(lambda: read_token(reader.module, 15.0).state() is TokenState.ABSENT, "the card is out")

    assert {tries: read.state() for tries, read in seen.items()} == {
        3: TokenState.OK,
        1: TokenState.PIN_FINAL_TRY,
        0: TokenState.PIN_LOCKED,
    }
    assert all(
        [one.parsed for one in read.tokens[0].certificates] == [SIGNER.certificate] for read in seen.values()
    )


def with_a_token(reader: CardReader) -> TokenRead | None:
    """What is read once a card is in; None before."""
    read = read_token(reader.module, 15.0)
    return read if read.tokens else None


@pytest.mark.needs(*OPENSC)
def test_without_a_reader_service_there_is_no_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.peers.softhsm import debian_module

    monkeypatch.setenv("PCSCLITE_CSOCK_NAME", str(tmp_path / "nowhere"))

    assert read_token(debian_module("opensc-pkcs11.so"), 15.0).state() is TokenState.NO_READER
