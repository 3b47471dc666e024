"""The certificates that Windows knows, `CurrentUser\\MY`: what most signing software there reads, without a PIN.

Written by the documentation of `ssl.enum_certificates` and not tried on Windows here. That function also lists the
machine's own store of the same name; what is nobody's signing certificate does no harm, since signers are found by
their fingerprints.
"""

import sys
from collections.abc import Callable, Iterable

from probes.pki import NO_CERTIFICATE, Certificate, Read, Unreadable, read_certificates
from probes.reasons import ProbeFailed, Reason

Enumerate = Callable[[str], Iterable[tuple[bytes, str, object]]]
_STORE = "MY"
_ENCODINGS = frozenset({"x509_asn", "pkcs_7_asn"})  # X.509 in DER, and PKCS#7


def store_certificates(enumerate_store: Enumerate | None = None) -> Read:
    """Every certificate of the store, each once, and which entries are none.

    What Windows trusts a certificate for says nothing about signing documents and is not looked at.
    Raises ProbeFailed: NOT_INSTALLED elsewhere than on Windows, NO_PERMISSION when the store cannot be opened.
    """
    if enumerate_store is None:
        enumerate_store = _of_windows()
    try:
        entries = list(enumerate_store(_STORE))
    except OSError as error:
        raise ProbeFailed(Reason.NO_PERMISSION, "the Windows certificate store cannot be opened") from error
    found: dict[bytes, Certificate] = {}
    bad: list[Unreadable] = []
    for position, (data, encoding, _trusted_for) in enumerate(entries, 1):
        read = read_certificates(data) if encoding in _ENCODINGS else Read(())
        for certificate in read.certificates:
            found.setdefault(certificate.identity, certificate)
        if read.unreadable or not read.certificates:
            bad.append(Unreadable(position, NO_CERTIFICATE))
    return Read(tuple(found.values()), tuple(bad))


def _of_windows() -> Enumerate:
    if sys.platform == "win32":
        import ssl

        return ssl.enum_certificates
    raise ProbeFailed(Reason.NOT_INSTALLED, "the Windows certificate store exists on Windows only")
