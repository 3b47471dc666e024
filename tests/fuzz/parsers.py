"""Every parser of foreign bytes: a function of bytes that raises nothing at all, and real structures to begin from."""

import gzip
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from email.message import Message
from io import BytesIO

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from exporter.agent.looks import Around, targets_of_plan
from exporter.agent.ups import NoUps, ups_of, variables_in
from exporter.delivery.envelope import Dropped, batch_to_json
from exporter.delivery.ingest.moment import moment_of
from exporter.delivery.ingest.settling import is_plausible
from exporter.delivery.plan import PlanRefused, plan_from_bytes, plan_to_json
from exporter.web.agents import Refusal, batch_of
from probes.echo.packet import Wire
from probes.fetch.freshness import fresh_seconds
from probes.fetch.retry_after import retry_after_seconds
from probes.pki import UnreadableError, chain_not_after, judge, parse, read_certificates
from probes.pki.crl import read_crl
from probes.pki.distribution import list_urls
from probes.pki.holder import holder_of
from probes.pki.identity import names_organisation
from probes.pki.ocsp import OcspStatus, known_status, nonce_of, ocsp_request, read_answer, unreadable_reason
from probes.pki.timestamp import new_request, verify
from probes.reasons import ProbeFailed, Reason
from probes.signing.pdf import _signatures, from_json, to_json
from probes.tokens.process import _understood
from probes.tokens.reading import understood
from tests.authority import DAY, NOW, PERSON, Authority, dsa_key, pem, rsa_key
from tests.exporter.delivery.test_plan import plan
from tests.fakes.batches import batch, item
from tests.ocsp_answers import Say, answer, error, responder
from tests.probes.test_pki_crl import UNKNOWN, point
from tests.probes.tokens.test_reading import EMPTY, FOREIGN, token
from tests.resigned import resigned, without_next_update
from tests.revocation_lists import Entry, crl_of, on_hold, revoked
from tests.servers.timestamping import authority_of, stamper, stamps
from tests.signed import plain_pdf, signed_pdf

MOMENT = NOW.timestamp()
ROOT = Authority.root("Root CA")
SUB = ROOT.sub(
    "Sub CA",
    extra=(
        (
            x509.NameConstraints(
                [x509.DirectoryName(x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "VN")]))], None
            ),
            True,
        ),
    ),
)
SIGNER = SUB.signer(
    subject=PERSON,
    names=(x509.RFC822Name("a@example.invalid"),),
    purposes=(ExtendedKeyUsageOID.EMAIL_PROTECTION,),
    extra=(
        (
            x509.CRLDistributionPoints(
                [
                    x509.DistributionPoint(
                        [x509.UniformResourceIdentifier("http://a.invalid/1.crl")], None, None, None
                    )
                ]
            ),
            False,
        ),
    ),
)
KNOWN, ISSUER, ANCHOR = parse(SIGNER.der), parse(SUB.issued.der), parse(ROOT.issued.der)
CERTIFICATES = (
    SIGNER.der,
    SUB.issued.der,
    ROOT.issued.der,
    Authority.root("RSA", key=rsa_key()).issued.der,
    SUB.signer(key=dsa_key()).der,
)


@dataclass(frozen=True, slots=True)
class Parser:
    """read: whatever it raises is a fault. seeds: real structures. runs: how many inputs a long run tries. der: of DER."""

    read: Callable[[bytes], None]
    seeds: tuple[bytes, ...]
    runs: int
    der: bool = False


def certificates(data: bytes) -> None:
    """Certificates of a file, their names, addresses and chains."""
    for certificate in read_certificates(data).certificates:
        list_urls(certificate)
        holder_of(certificate)
        names_organisation(certificate, "Xã A Lưới 5")
        judge(certificate, (ANCHOR,), (ISSUER, certificate), MOMENT)
        judge(KNOWN, (ANCHOR, certificate), (certificate, ISSUER), MOMENT)
    chain_not_after([data])
    with suppress(UnreadableError):
        parse(data)


def lists(data: bytes) -> None:
    """A revocation list, and what it says of three certificates."""
    with suppress(UnreadableError):
        crl = read_crl(data)
        crl.signed_by(ISSUER)
        for certificate in (KNOWN, ISSUER, ANCHOR):
            crl.speaks_for(certificate)
            crl.entry_about(certificate)
        assert (crl.age < crl.age, crl.facts.plain) != (True, True)


def answers(data: bytes) -> None:
    """An OCSP answer, or a request for one."""
    try:
        read_answer(data)
    except UnreadableError:
        assert unreadable_reason(data) in {Reason.ANSWER_NOT_DER, Reason.ANSWER_MALFORMED}
    with suppress(UnreadableError):
        nonce_of(data)
    assert isinstance(known_status(data, KNOWN, ISSUER, MOMENT), OcspStatus | Reason)


REQUEST = new_request()
_STAMP_REASONS = frozenset(
    {
        Reason.ANSWER_NOT_DER,
        Reason.ANSWER_MALFORMED,
        Reason.RESPONDER_ERROR,
        Reason.ANSWER_MISMATCH,
        Reason.SIGNATURE_WRONG,
        Reason.SIGNER_WRONG,
    }
)


def timestamps(data: bytes) -> None:
    """A timestamp."""
    try:
        verify(data, REQUEST, (ANCHOR,), (ISSUER,), MOMENT)
    except ProbeFailed as failed:
        if failed.reason not in _STAMP_REASONS:
            raise


def tokens(data: bytes) -> None:
    """What the reader of a vendor's module tells through a pipe that the module may write to as well."""
    with suppress(ProbeFailed):
        understood(_understood(data), "/m.so").state(KNOWN.facts.fingerprint)


def documents(data: bytes) -> None:
    """A signed document, and what is told of it through a pipe."""
    found = _signatures(BytesIO(data))
    assert from_json(to_json(found)) == found
    with suppress(ValueError, KeyError, TypeError):
        from_json(data.decode(errors="replace"))


def batches(data: bytes) -> None:
    """What an agent says it delivers."""
    with suppress(Refusal):
        for item in batch_of(data, "").items:
            is_plausible(item.result)
            moment_of(item, MOMENT, 0.0, None)
    with suppress(Refusal):
        batch_of(data, "gzip")


def headers(data: bytes) -> None:
    """How long an answer may be kept, and when to come back, by headers of any shape."""
    first, _, rest = data.decode("latin-1").partition("\n")
    second, _, third = rest.partition("\n")
    said = Message()
    for name, value in (("Cache-Control", first), ("Expires", second), ("Age", third), ("Date", first)):
        said[name] = value.replace("\r", " ").replace("\n", " ")
    fresh = fresh_seconds(said, MOMENT)  # type: ignore[arg-type]  # a mapping of names without regard to case
    wait = retry_after_seconds(first, MOMENT)
    assert fresh is None or fresh >= 0
    assert wait is None or 0 <= wait <= 3600


def plans(data: bytes) -> None:
    """What a hub tells an agent, and the looks that the agent makes of it."""
    with suppress(PlanRefused):
        _, told = plan_from_bytes(data)
        targets_of_plan(told, told.site, Around(), frozenset({"ping", "http", "tcp", "dns"}), str)
        assert plan_from_bytes(json.dumps(plan_to_json(told)).encode()) == (told.version, told)


def power(data: bytes) -> None:
    """What a NUT server says of a UPS."""
    with suppress(NoUps):
        said = ups_of(dict(variables_in(data.decode("utf-8", "replace").split("\n"))))
        assert said.charge is None or 0 <= said.charge <= 1


_WIRES = (
    Wire(version=4, raw=True, ident=7, token=b"12345678"),
    Wire(version=4, raw=False, ident=7, token=b"12345678"),
    Wire(version=6, raw=False, ident=7, token=b"12345678"),
)


def packets(data: bytes) -> None:
    """An ICMP message as a socket receives it."""
    for wire in _WIRES:
        message = wire.icmp(data)
        wire.read_reply(message)
        wire.read_quote(message)


_SAID = Say(SIGNER, SUB, this_update=NOW - DAY, next_update=NOW + DAY)
PARSERS = {
    "certificates": Parser(certificates, (*CERTIFICATES, SIGNER.pem), 40_000, der=True),
    "bundles": Parser(
        certificates,
        (
            pkcs7.serialize_certificates([SIGNER.certificate, SUB.certificate], Encoding.DER),
            pkcs7.serialize_certificates([SIGNER.certificate], Encoding.PEM),
            pem(SIGNER.certificate, SUB.certificate, ROOT.certificate),
            pem(SIGNER.certificate).replace(b"CERTIFICATE", b"PKCS7"),
        ),
        15_000, der=True,
    ),
    "lists": Parser(
        lists,
        (
            crl_of(SUB, revoked(SIGNER), on_hold(SUB.issued), Entry(5, extra=((UNKNOWN, True),))),
            crl_of(SUB, extra=(point(only_some_reasons=frozenset({x509.ReasonFlags.superseded})),)),
            crl_of(SUB, revoked(SIGNER), extra=((x509.DeltaCRLIndicator(1), True), point(indirect_crl=True))),
            resigned(crl_of(SUB), SUB.issued.key, without_next_update),
            x509.load_der_x509_crl(crl_of(SUB, revoked(SIGNER))).public_bytes(Encoding.PEM),
        ),
        60_000, der=True,
    ),
    "answers": Parser(
        answers,
        (
            answer(_SAID, by=SUB.issued, nonce=b"n" * 16),
            answer(Say(SIGNER, SUB, status="revoked", reason="superseded"), by=responder(SUB), named="by_name"),
            answer(_SAID, by=responder(SUB, key=rsa_key()), pss=True, critical=True),
            error(3),
            ocsp_request(KNOWN, ISSUER, b"n" * 32),
        ),
        30_000, der=True,
    ),
    "timestamps": Parser(
        timestamps,
        tuple(
            stamps(authority_of(one))(REQUEST.der) for one in (stamper(SUB), stamper(SUB, key=rsa_key()))
        ),
        8_000, der=True,
    ),
    "tokens": Parser(
        tokens,
        tuple(
            json.dumps({"manufacturer": "SoftHSM", "slots": slots}).encode()
            for slots in ([], [EMPTY, FOREIGN], [token(SIGNER), token(flags=0x40000, error="DeviceRemoved")])
        ),
        200_000,
    ),
    "documents": Parser(documents, (signed_pdf(SIGNER), plain_pdf(), plain_pdf("")), 8_000),
    "batches": Parser(
        batches,
        (
            json.dumps(batch_to_json(batch([item(1), item(2, None)], unreadable=[], turn="a"))).encode(),
            json.dumps(batch_to_json(batch(dropped=[Dropped("a", 1, 9)], backlog=7))).encode(),
            gzip.compress(json.dumps(batch_to_json(batch([item(3)]))).encode()),
        ),
        200_000,
    ),
    "headers": Parser(
        headers,
        (
            b"max-age=60, no-cache\nWed, 25 Nov 2026 01:02:03 GMT\n17",
            b"Wed, 25 Nov 2026 01:02:03 -0000\n0\n-1",
            b"120\n",
        ),
        160_000,
    ),
    "packets": Parser(
        packets,
        tuple(bytes(before) + bytes(wire.template()) for wire in _WIRES for before in (0, 20)),
        180_000,
    ),
    "plans": Parser(plans, (json.dumps(plan_to_json(plan())).encode(),), 50_000),
    "power": Parser(
        power, (b'BEGIN LIST VAR ups\nVAR ups ups.status "OB LB"\nVAR ups battery.charge "9"\nEND LIST VAR ups\n',), 50_000
    ),
}  # fmt: skip
