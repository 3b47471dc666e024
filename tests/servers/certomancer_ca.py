"""Certomancer: a certification authority for tests that is not ours, with an OCSP responder, in a thread of this process.

Its times carry microseconds, as some responders' do and RFC 6960 does not allow; a whole second is asked for with `at`.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from asn1crypto import x509
from certomancer.integrations.animator import Animator, AnimatorArchStore
from certomancer.registry import ArchLabel, CertLabel, CertomancerConfig
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.authority import new_key

_NAMES = ("root", "sub", "responder", "good", "revoked", "held", "elsewhere")
_CONFIGURATION = """
external-url-prefix: "http://127.0.0.1"
keysets:
  thu-nghiem:
    keys: {{{keys}}}
pki-architectures:
  thu-nghiem:
    entity-defaults: {{country-name: VN, organization-name: Cơ quan thử nghiệm}}
    entities: {{{entities}}}
    certs:
      root: {{subject: root, issuer: root, validity: &long {{valid-from: "2020-01-01T00:00:00+0000", valid-to: "2060-01-01T00:00:00+0000"}}, profiles: [simple-ca]}}
      sub: {{issuer: root, validity: *long, profiles: [simple-ca]}}
      responder: {{issuer: sub, validity: *long, profiles: [ocsp-responder]}}
      good: {{issuer: sub, validity: *long}}
      revoked: {{issuer: sub, validity: *long, revocation: {{revoked-since: "2024-05-06T07:08:09+0000", reason: key_compromise}}}}
      held: {{issuer: sub, validity: *long, revocation: {{revoked-since: "2024-05-06T07:08:09+0000", reason: certificate_hold}}}}
      elsewhere: {{issuer: root, validity: *long}}
    services:
      ocsp:
        main: {{for-issuer: sub, responder-cert: responder}}
"""


@dataclass
class Certomancer:
    """The running authority. url: of its responder. at: the moment it believes it is; None: the real one."""

    folder: Path
    url: str = ""
    at: datetime | None = None

    def file(self, name: str) -> str:
        """The path of one of its certificates in DER."""
        return str(self.folder / f"{name}.cer")


@contextmanager
def certomancer(folder: Path) -> Iterator[Certomancer]:
    """A root, a sub, and certificates: good, revoked, held; `elsewhere` is the root's own."""
    for name in _NAMES:
        key = new_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / f"{name}.key.pem").write_bytes(key)
    configuration = CertomancerConfig.from_yaml(
        _CONFIGURATION.format(
            keys=", ".join(f"{name}: {{path: {name}.key.pem}}" for name in _NAMES),
            entities=", ".join(f"{name}: {{common-name: {name}}}" for name in _NAMES),
        ),
        key_search_dir=str(folder),
    )
    architecture = configuration.get_pki_arch(ArchLabel("thu-nghiem"))
    for name in _NAMES:
        certificate: x509.Certificate = architecture.get_cert(CertLabel(name))
        (folder / f"{name}.cer").write_bytes(certificate.dump())
    running = Certomancer(folder)
    application = Animator(AnimatorArchStore(configuration.pki_archs), with_web_ui=False)

    def at_its_moment(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        if running.at is not None:
            environ["HTTP_X_CERTOMANCER_FAKE_TIME"] = running.at.isoformat()
        answer: Iterable[bytes] = application(environ, start)
        return answer

    with make_server("127.0.0.1", 0, at_its_moment, handler_class=_Silent) as server:
        running.url = f"http://127.0.0.1:{server.server_port}/thu-nghiem/ocsp/main"
        thread = Thread(target=server.serve_forever, name="certomancer")
        thread.start()
        try:
            yield running
        finally:
            server.shutdown()
            thread.join()


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        del format, args
