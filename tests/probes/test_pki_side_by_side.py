"""No thread waits for another one's reading: a long list takes seconds, and so does the path library."""

import asyncio
import subprocess
import sys
from collections.abc import Callable, Coroutine
from threading import Event, Thread
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from probes.pki import crl as lists
from probes.pki import parse
from probes.pki.asn1 import ONE_READER
from probes.pki.crl import Crl, read_crl
from tests.authority import Authority
from tests.probes.signing.judging import ROOT, SUB, judged
from tests.revocation_lists import crl_of

PATIENCE_SECONDS = 20.0
SERVER = Authority.root("Máy chủ của người khác").issued.der


def is_read_by_another_thread(der: bytes) -> bool:
    done = Event()

    def read() -> None:
        assert parse(der).facts.readable
        done.set()

    Thread(target=read, daemon=True).start()
    return done.wait(PATIENCE_SECONDS)


def test_a_certificate_is_read_while_a_revocation_list_is(monkeypatch: pytest.MonkeyPatch) -> None:
    read: Callable[[bytes], Crl] = lists._read
    meanwhile: list[bool] = []

    def slowly(der: bytes) -> Crl:
        meanwhile.append(is_read_by_another_thread(SERVER))
        return read(der)

    monkeypatch.setattr(lists, "_read", slowly)

    assert read_crl(crl_of(ROOT)).facts.plain
    assert meanwhile == [True]


def test_a_certificate_is_read_while_the_path_library_judges(monkeypatch: pytest.MonkeyPatch) -> None:
    run = asyncio.run
    meanwhile: list[bool] = []

    def slowly(task: Coroutine[Any, Any, Any]) -> Any:
        meanwhile.append(is_read_by_another_thread(SERVER))
        return run(task)

    monkeypatch.setattr(asyncio, "run", slowly)

    judged(SUB.signer(), full=True)

    assert meanwhile
    assert all(meanwhile)


def test_a_certificate_is_read_while_another_thread_has_the_turn_with_asn1crypto() -> None:
    with ONE_READER:
        assert is_read_by_another_thread(SERVER)


WARNED = """
import sys
from probes.pki import read_certificates
for line in sys.stdin:
    print(len(read_certificates(bytes.fromhex(line)).certificates))
"""


def test_what_the_library_thinks_of_foreign_bytes_reaches_no_terminal() -> None:
    serial = 0x7F << 152
    signer = ROOT.signer(serial=serial)
    negative = signer.der.replace(serial.to_bytes(20), (0xFF << 152).to_bytes(20), 1)
    bundle = pkcs7.serialize_certificates([signer.certificate], Encoding.DER)
    endless = b"\x30\x80" + bundle[4:] + b"\x00\x00"  # BER of indefinite length

    ended = subprocess.run(
        [sys.executable, "-c", WARNED],
        input=f"{negative.hex()}\n{endless.hex()}\n", capture_output=True, text=True, timeout=60,
    )  # fmt: skip

    assert (ended.stdout, ended.stderr) == ("1\n1\n", "")
