"""Timestamp authorities for tests: our own with one fault each, and the real ones of OpenSSL and certomancer.

The good answers come from `exporter.demo.timestamping`; every knob that makes one bad is in here.
"""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from threading import Event, Thread
from typing import Any

from asn1crypto import algos, cms, keys, tsp
from asn1crypto import x509 as asn1_x509
from certomancer.services import TimeStamper
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.x509.oid import ExtendedKeyUsageOID

from exporter.demo.timestamping import REPLY_TYPE, TimestampAuthority, info_for, signed
from tests.authority import NOW, Authority, Issued, Wish, organisation, rsa_key
from tests.servers.loopback import Script
from tests.servers.plain import answer, hang_up, hear

Answering = Callable[[bytes], bytes]
"""A timestamp authority without its network: from a query to an answer, both in DER."""

STAMPING = ((x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True),)
_DER = serialization.Encoding.DER
SIGNATURES = frozenset({"digital_signature"})

_OPENSSL = """
[tsa]
default_tsa = one
[one]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
certs = {folder}/above.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1, millisecs:500, microsecs:100
clock_precision_digits = 3
ordering = yes
tsa_name = yes
ess_cert_id_chain = yes
ess_cert_id_alg = {ess_digest}
"""


def stamper(issuer: Authority, *, key: Any = None, **wish: object) -> Issued:
    """A certificate that may stamp, unless `wish` says otherwise; see `tests.authority.Wish`."""
    base = Wish(subject=organisation("Thử nghiệm TSA"), usage=SIGNATURES, extra=STAMPING)
    return issuer.issue(replace(base, **wish), key=key)  # type: ignore[arg-type]  # tests name the fields of Wish


def authority_of(issued: Issued) -> TimestampAuthority:
    """Who signs with this certificate, and sends along the authorities above it, without the root."""
    key = issued.key
    return TimestampAuthority(issued.certificate, key, issued.above)  # type: ignore[arg-type]  # no test stamps with DSA


def stamps(
    authority: TimestampAuthority,
    *,
    moment: datetime = NOW,
    status: str = "granted",
    with_certificates: bool = True,
    **changes: object,
) -> Answering:
    """Stamps whatever is asked; `changes` are parts of the TSTInfo to say instead, None to leave one out."""

    def answering(query: bytes) -> bytes:
        info = info_for(tsp.TimeStampReq.load(query), moment) | changes
        said = {name: value for name, value in info.items() if value is not None}
        return signed(authority, said, status=status, with_certificates=with_certificates)

    return answering


def altered(answering: Answering, change: Callable[[cms.SignedData], None]) -> Answering:
    """Lets `change` work on the signed data after it was signed, as somebody in between might."""

    def altering(query: bytes) -> bytes:
        response = tsp.TimeStampResp.load(answering(query))
        change(response["time_stamp_token"]["content"])
        return bytes(response.dump(force=True))

    return altering


def with_certificates(*certificates: x509.Certificate) -> Callable[[cms.SignedData], None]:
    """Other certificates in the place of those that were sent along, in this order and not in DER's."""

    def change(data: cms.SignedData) -> None:
        bag = b"".join(one.public_bytes(_DER) for one in certificates)
        length = len(bag).to_bytes(2)
        data["certificates"] = cms.CertificateSet.load(b"\xa0\x82" + length + bag, tag_type="implicit", tag=0)

    return change


def with_signer_by_key(issued: Issued) -> Callable[[cms.SignedData], None]:
    """The signer named by its key instead of its issuer and number (RFC 5652 section 5.3)."""

    def change(data: cms.SignedData) -> None:
        own = asn1_x509.Certificate.load(issued.der)
        signer = data["signer_infos"][0]
        signer["version"] = "v3"
        signer["sid"] = cms.SignerIdentifier({"subject_key_identifier": own.key_identifier})

    return change


def without_signer(data: cms.SignedData) -> None:
    """Nobody signed."""
    data["signer_infos"] = []


def with_two_signers(data: cms.SignedData) -> None:
    """Signed twice, and so not a timestamp (RFC 3161 section 2.4.2)."""
    data["signer_infos"] = [data["signer_infos"][0], data["signer_infos"][0]]


def with_another_time(data: cms.SignedData) -> None:
    """The stamp's own time put forward by a year, after it was signed."""
    info = tsp.TSTInfo.load(bytes(data["encap_content_info"]["content"]))
    moment = info["gen_time"].native
    info["gen_time"] = moment.replace(year=moment.year + 1)
    data["encap_content_info"]["content"] = info


def with_a_bad_signature(data: cms.SignedData) -> None:
    """One bit of the signature turned."""
    signer = data["signer_infos"][0]
    signature = bytearray(signer["signature"].native)
    signature[-1] ^= 1
    signer["signature"] = bytes(signature)


def newer(issued: Issued, algorithm: str) -> Answering:
    """certomancer's own stamping, with a signature algorithm that OpenSSL's PKCS #7 does not know."""
    own = asn1_x509.Certificate.load(issued.der)
    pkcs8 = issued.key.private_bytes(_DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    signing: dict[str, object] = {"algorithm": algorithm}
    if algorithm == "rsassa_pss":
        sha256 = {"algorithm": "sha256"}
        mask = {"algorithm": "mgf1", "parameters": sha256}
        signing["parameters"] = {
            "hash_algorithm": sha256,
            "mask_gen_algorithm": mask,
            "salt_length": 32,
        }
    stamper = TimeStamper(
        own,
        keys.PrivateKeyInfo.load(pkcs8),
        signature_algo=algos.SignedDigestAlgorithm(signing),
        certs_to_embed=[asn1_x509.Certificate.load(one.public_bytes(_DER)) for one in issued.above],
        fixed_dt=NOW,
    )
    return lambda query: bytes(stamper.request_tsa_response(tsp.TimeStampReq.load(query)).dump())


def openssl(folder: Path, issued: Issued, *, ess_digest: str = "sha256") -> Answering:
    """The `openssl ts` command as an authority, its files in `folder`."""
    (folder / "serial").write_text("01")
    (folder / "tsa.pem").write_bytes(issued.pem)
    (folder / "above.pem").write_bytes(issued.chain_pem)
    (folder / "tsa.key").write_bytes(issued.key_pem)
    (folder / "tsa.conf").write_text(_OPENSSL.format(folder=folder, ess_digest=ess_digest))

    def answering(query: bytes) -> bytes:
        (folder / "query").write_bytes(query)
        reply = folder / "reply"
        command = ["openssl", "ts", "-reply", "-config", "tsa.conf", "-queryfile", "query", "-out", "reply"]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        return reply.read_bytes()

    return answering


def replies(
    answering: Answering,
    *,
    status: str = "200 OK",
    headers: tuple[str, ...] = (),
    asked: list[bytes] | None = None,
) -> Script:
    """An HTTP server in front of `answering` (RFC 3161 section 3.4). asked: where the queries are written down."""

    def script(connection: Any, over: Event) -> None:
        query = body_of(connection)
        if asked is not None:
            asked.append(query)
        said = answer(status, f"Content-Type: {REPLY_TYPE}", *headers, body=answering(query))
        connection.sendall(said.replace(b"Content-Type: text/html\r\n", b""))
        hang_up(connection, over)

    return script


def body_of(connection: Any) -> bytes:
    """The body of a POST; raises ConnectionError when the other side leaves before its end."""
    head, _, body = hear(connection).partition("\r\n\r\n")
    got = body.encode("latin-1")
    length = int(head.lower().partition("content-length:")[2].split("\r\n")[0])
    while len(got) < length:
        piece = connection.recv(65536)
        if not piece:
            raise ConnectionError
        got += piece
    return got


@contextmanager
def certomancer(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The address of certomancer's timestamp authority, run by its own web application, and its root in PEM."""
    from certomancer.integrations.animator import Animator, AnimatorArchStore
    from certomancer.registry import ArchLabel, CertLabel, CertomancerConfig
    from werkzeug.serving import WSGIRequestHandler, make_server

    class Silent(WSGIRequestHandler):
        def log(self, *_words: object) -> None:
            pass

    for number, name in enumerate(("root", "tsa")):
        pkcs8 = serialization.PrivateFormat.PKCS8
        key = rsa_key(number=number).private_bytes(
            serialization.Encoding.PEM, pkcs8, serialization.NoEncryption()
        )
        (folder / f"{name}.key").write_bytes(key)
    config = CertomancerConfig(_certomancer_config(), key_search_dir=str(folder))
    arch = config.get_pki_arch(ArchLabel("thu"))
    root = x509.load_der_x509_certificate(arch.get_cert(CertLabel("root")).dump())
    app = Animator(AnimatorArchStore(config.pki_archs), with_web_ui=False)
    server = make_server("127.0.0.1", 0, app, request_handler=Silent)
    thread = Thread(target=server.serve_forever, name="certomancer")
    thread.start()
    try:
        pem = root.public_bytes(serialization.Encoding.PEM)
        yield f"http://127.0.0.1:{server.server_port}/thu/tsa/tsa", pem
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _certomancer_config() -> dict[str, object]:
    life = {"valid-from": "2020-01-01T00:00:00+0000", "valid-to": "2040-01-01T00:00:00+0000"}
    usage = {"schema": "key-usage", "params": ["digital_signature"]}
    certificates = {
        "root": {"subject": "root", "issuer": "root", "validity": life, "profiles": [{"id": "simple-ca"}]},
        "tsa": {
            "subject": "tsa",
            "issuer": "root",
            "validity": life,
            "extensions": [
                {"id": "key_usage", "critical": True, "smart-value": usage},
                {"id": "extended_key_usage", "critical": True, "value": ["time_stamping"]},
            ],
        },
    }
    architecture = {
        "keyset": "keys",
        "entities": {name: {"common-name": f"Thử nghiệm {name}"} for name in certificates},
        "certs": certificates,
        "services": {"time-stamping": {"tsa": {"signing-cert": "tsa"}}},
    }
    keys = {name: {"path": f"{name}.key"} for name in certificates}
    return {
        "keysets": {"keys": {"path-prefix": ".", "keys": keys}},
        "pki-architectures": {"thu": architecture},
    }
