"""The libraries behind the verification of timestamps: missing, loaded by many at once, and where OpenSSL decides."""

import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import run

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ed448, ed25519

from probes.pki import Trust
from probes.pki.timestamp import new_request, verify
from probes.reasons import ProbeFailed, Reason
from tests.authority import rsa_key
from tests.probes.stamp_checks import MOMENT, SUB, TSA, check, failure, stamped_by
from tests.servers import timestamping
from tests.servers.timestamping import altered, newer, stamper

REQUEST = new_request()


@pytest.mark.parametrize("act", [new_request, lambda: verify(b"", REQUEST, (), (), MOMENT)])
@pytest.mark.parametrize("library", ["rfc3161_client", "asn1crypto"])
def test_a_missing_library_is_named_and_is_our_own_fault(
    act: Callable[[], object], library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == library]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, library, None)
    monkeypatch.delitem(sys.modules, "probes.pki.timestamp_token", raising=False)

    with pytest.raises(ProbeFailed) as caught:
        act()

    assert (caught.value.reason, caught.value.detail) == (Reason.NOT_INSTALLED, "thongsuot[sign]")
    assert caught.value.reason.ours


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [
        (rsa_key(), "rsassa_pss"),
        (ed25519.Ed25519PrivateKey.generate(), "ed25519"),
        (ed448.Ed448PrivateKey.generate(), "ed448"),
    ],
    ids=["pss", "ed25519", "ed448"],
)
def test_newer_signatures_are_good_though_openssl_cannot_tell(key: object, algorithm: str) -> None:
    tsa = stamper(SUB, key=key)
    bad = altered(newer(tsa, algorithm), timestamping.with_a_bad_signature)

    assert check(newer(tsa, algorithm)).trust is Trust.TRUSTED
    assert failure(bad).reason is Reason.SIGNATURE_WRONG


def test_openssl_has_the_last_word_on_a_certificate_that_we_find_good() -> None:
    another_key = (x509.AuthorityKeyIdentifier(bytes(20), None, None), False)
    tsa = stamper(SUB, key_ids=False, extra=(*timestamping.STAMPING, another_key))

    failed = failure(stamped_by(tsa))

    assert (failed.reason, failed.detail) == (Reason.SIGNER_WRONG, "OpenSSL does not accept its certificate")
    assert failed.__context__ is None


def test_many_looks_may_begin_at_once_in_a_fresh_process(tmp_path: Path) -> None:
    (tmp_path / "answer").write_bytes(stamped_by(TSA)(new_request().der))
    (tmp_path / "at_once.py").write_text(AT_ONCE)

    for _ in range(3):
        ended = run(
            [sys.executable, tmp_path / "at_once.py"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (ended.returncode, ended.stdout) == (0, "8\n"), ended.stderr


AT_ONCE = """
import sys
from pathlib import Path
from threading import Barrier, Thread
from probes.pki.timestamp_token import read_token

sys.setswitchinterval(1e-6)
answer, begin, good = Path("answer").read_bytes(), Barrier(8), []

def read():
    begin.wait()
    good.append(read_token(answer))

threads = [Thread(target=read) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(len(good))
"""
