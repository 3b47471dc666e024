"""A province whose signers' certificates are full of a person: good ones, bad ones, broken ones and hostile ones."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from asn1crypto import ocsp
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.name import _ASN1Type
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

from probes.pki.ocsp import nonce_of
from tests.authority import (
    DAY,
    NOW,
    PERSON_EMAIL,
    PERSON_ID,
    PERSON_NAME,
    Authority,
    Issued,
    organisation,
    pem,
    rsa_key,
)
from tests.ocsp_answers import Say, answer
from tests.personal import BORN, PHONE, SOMEBODY, TELEPHONE
from tests.revocation_lists import crl_of, on_hold, revoked
from tests.servers.loopback import serving
from tests.servers.publisher import Publisher
from tests.servers.responder import responds
from tests.servers.timestamping import authority_of, replies, stamper, stamps

_INVENTORY = """
settings:
  data_dir: {data}
  listen: {{public: "127.0.0.1:0", operations: "127.0.0.1:0"}}
provinces: [{{code: "46", name: Thành phố Huế}}]
communes: [{{code: "20056", name: Xã A Lưới 1, province: "46", sites: [{{id: tt}}]}}]
authorities:
  - id: ca
    name: CA
    anchors: [{folder}/root.pem]
    intermediates: [{folder}/sub.pem, {folder}/lister.pem]
    canary: {folder}/canary.pem
    crl_files: [{folder}/lists]
    ocsp: "http://127.0.0.1:{ocsp}/"
    ocsp_good: {folder}/canary.pem
    timestamp: "http://127.0.0.1:{tsa}/"
    networks: [127.0.0.0/8]
  - id: nguoi
    name: A person as an authority
    anchors: [{folder}/person.pem]
  - {{id: la, name: Strangers, anchors: [{folder}/root.pem], intermediates: [{folder}/sub.pem], networks: [127.0.0.0/8]}}
signers:
{signers}
witnesses: [{{id: w1, address: 127.46.255.1}}, {{id: w2, address: 127.46.255.2}}, {{id: w3, address: 127.46.255.3}}]
"""
_SIGNER = '  - {{id: s{number}, commune: "20056", role: "chu-tich-{number}", signer_kind: person, authority: {authority}, file: {file}}}'
_AUTHORITIES = {
    "authority in person": "nguoi",
    "by a person": "nguoi",
    "by strange addresses": "la",
    "by refused addresses": "la",
    "by unreachable addresses": "la",
}
_INDIRECT = x509.IssuingDistributionPoint(
    full_name=None,
    relative_name=None,
    only_contains_user_certs=False,
    only_contains_ca_certs=False,
    only_some_reasons=None,
    indirect_crl=True,
    only_contains_attribute_certs=False,
)
_IN_URLS = f"{quote(PERSON_NAME)}?cccd={PERSON_ID}&e={PERSON_EMAIL}#{PHONE}"


@dataclass(frozen=True, slots=True)
class Province:
    """config: the inventory's file; data: the program's own folder; certificates: every signer's file; authority: the files
    of the authorities; signed: who may sign documents; listed_by_a_person: one whose revocation is a person's to list."""

    config: Path
    data: Path
    certificates: Sequence[Path]
    authority: Path
    signed: Sequence[Issued]
    listed_by_a_person: Path


@contextmanager
def province(folder: Path) -> Iterator[Province]:
    """All of it in `folder`, with its authority's services on loopback."""
    root = Authority.root("Root CA")
    sub = root.sub("Sub CA")
    with ExitStack() as stack:
        lists = Publisher(b"")
        strange = stack.enter_context(serving(lists.meet))
        lister = root.sub(subject=SOMEBODY, ends=NOW - DAY)
        cases = _cases(root, sub, f"http://127.0.0.1:{strange}")
        entries = (revoked(cases["revoked"]), on_hold(cases["on hold"]))
        known = crl_of(sub, *entries)
        lists.body = known
        authority = folder / "authority"
        (authority / "lists").mkdir(parents=True)
        (authority / "lists" / "sub.crl").write_bytes(known)
        (authority / "lists" / "root.crl").write_bytes(crl_of(root))
        (authority / "lists" / "lister.crl").write_bytes(crl_of(lister, extra=[(_INDIRECT, True)]))
        (authority / "lists" / "odd.crl").write_bytes(crl_of(sub, number=7)[:-20])
        canary = sub.signer()
        for name, content in (
            ("root", root.pem),
            ("sub", sub.pem),
            ("person", cases["authority in person"].pem),
            ("canary", canary.pem),
            ("lister", lister.pem),
        ):
            (authority / f"{name}.pem").write_bytes(content)
        by_serial = {one.certificate.serial_number: one for one in (canary, *cases.values())}

        def reply(request: bytes) -> bytes:
            asked = ocsp.OCSPRequest.load(request)["tbs_request"]["request_list"][0]["req_cert"]
            about = by_serial[asked["serial_number"].native]
            return answer(Say(about, sub), by=sub.issued, nonce=nonce_of(request))

        responder = stack.enter_context(serving(responds(reply)))
        authority_that_stamps = authority_of(stamper(root, subject=SOMEBODY))
        stamping = stack.enter_context(
            serving(replies(lambda query: stamps(authority_that_stamps, moment=datetime.now(UTC))(query)))
        )
        certificates = _files(folder / "signers", cases)
        lines = [
            _SIGNER.format(number=number, file=file, authority=_AUTHORITIES.get(name, "ca"))
            for number, (name, file) in enumerate(certificates.items())
        ]
        config = folder / "inventory.yml"
        config.write_text(
            _INVENTORY.format(
                data=folder / "data",
                folder=authority,
                ocsp=responder,
                tsa=stamping,
                signers="\n".join(lines),
            ),
            encoding="utf-8",
        )
        yield Province(
            config,
            folder / "data",
            list(certificates.values()),
            authority,
            [cases["good"], cases["expired"]],
            certificates["listed by a person"],
        )


def _cases(root: Authority, sub: Authority, server: str) -> dict[str, Issued]:
    about: dict[str, Any] = {
        "subject": SOMEBODY,
        "names": (
            x509.RFC822Name(PERSON_EMAIL),
            x509.DirectoryName(SOMEBODY),
            x509.UniformResourceIdentifier(f"mailto:{PERSON_EMAIL}?phone={PHONE}"),
            x509.OtherName(x509.ObjectIdentifier("1.3.6.1.4.1.311.20.2.3"), _utf8(PERSON_NAME)),
        ),
    }
    person = Authority.root("-", subject=SOMEBODY)
    return {
        "good": sub.signer(**about),
        "expired": sub.signer(ends=NOW - DAY, **about),
        "revoked": sub.signer(**about),
        "on hold": sub.signer(**about),
        "not yet": sub.signer(starts=NOW + DAY, **about),
        "weak": sub.signer(key=rsa_key(1024), **about),
        "no signing": sub.signer(usage=frozenset({"key_encipherment"}), **about),
        "stranger": Authority.root("Gốc lạ").signer(**about),
        "self-signed": Authority.root("-", subject=SOMEBODY, names=about["names"], constraint=None).issued,
        "authority in person": person.issued,
        "by a person": person.signer(**about),
        "constrained by a person": root.sub(extra=((_constraints(), True),)).signer(**about),
        "in UTF-8 where none may be": sub.signer(
            subject=x509.Name([*SOMEBODY, x509.NameAttribute(TELEPHONE, PHONE, _ASN1Type.UTF8String)])
        ),
        "in UTF-16": sub.signer(subject=_in_utf16()),
        "in Latin-1": sub.signer(subject=_in_latin1()),
        "broken policies": sub.signer(extra=((_unknown("2.5.29.32", PERSON_NAME.encode()), True),), **about),
        "broken usage": sub.signer(
            usage=None, extra=((_unknown("2.5.29.15", PERSON_ID.encode()), True),), **about
        ),
        "unheard of": sub.signer(extra=((_unknown("1.2.3.4.5", _utf8(f"{BORN} {PHONE}")), True),), **about),
        "directory attributes": sub.signer(extra=((_unknown("2.5.29.9", _utf8(BORN)), False),), **about),
        "listed by a person": sub.signer(extra=((_listed_by(SOMEBODY), False),), **about),
        "by strange addresses": sub.signer(
            extra=_addresses(f"{server}/{_IN_URLS}", f"{server}/{_IN_URLS}"), **about
        ),
        "by refused addresses": sub.signer(
            extra=_addresses(
                f"http://{PERSON_ID}:{PHONE}@127.0.0.1/{_IN_URLS}", f"ldap://127.0.0.1/cn={_IN_URLS}"
            ),
            **about,
        ),
        "by unreachable addresses": sub.signer(
            extra=_addresses(f"http://127.0.0.1:1/{_IN_URLS}", f"http://127.0.0.1:1/{_IN_URLS}"), **about
        ),
    }


def _files(folder: Path, cases: dict[str, Issued]) -> dict[str, Path]:
    """Each certificate as it is; and one of them in every wrapping, whole and damaged."""
    folder.mkdir()
    good = cases["good"]
    bundle = pkcs7.serialize_certificates([good.certificate, *good.above], Encoding.DER)
    contents = {
        **{name: one.pem for name, one in cases.items()},
        "DER": good.der,
        "PKCS7": bundle,
        "PKCS7 in PEM": pkcs7.serialize_certificates([good.certificate], Encoding.PEM),
        "chain": good.chain_pem,
        "renewed": cases["expired"].pem + good.pem,
        "everything": pem(*(one.certificate for one in cases.values())),
        "cut DER": good.der[:-30],
        "cut early": good.der[:300],
        "cut PEM": good.pem[:-200],
        "cut bundle": bundle[:-30],
        "one byte off": good.der[:40] + b"\x00" + good.der[41:],
        "one broken of two": good.pem + cases["expired"].pem[:300],
        "garbage with a name": f"{PERSON_NAME} {PERSON_ID}".encode(),
        "two kinds of bytes": good.pem + good.der,
    }
    files = {name: folder / f"{number}.cer" for number, name in enumerate(contents)}
    for name, file in files.items():
        file.write_bytes(contents[name])
    return files


def _utf8(text: str) -> bytes:
    """A UTF8String."""
    data = text.encode()
    return bytes([0x0C, len(data)]) + data


def _unknown(oid: str, value: bytes) -> x509.UnrecognizedExtension:
    return x509.UnrecognizedExtension(x509.ObjectIdentifier(oid), value)


def _constraints() -> x509.NameConstraints:
    return x509.NameConstraints([x509.DirectoryName(SOMEBODY), x509.RFC822Name(PERSON_EMAIL)], None)


def _listed_by(name: x509.Name) -> x509.CRLDistributionPoints:
    return x509.CRLDistributionPoints([x509.DistributionPoint(None, None, None, [x509.DirectoryName(name)])])


def _in_utf16() -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, PERSON_NAME, _ASN1Type.BMPString)])


def _in_latin1() -> x509.Name:
    """Bytes above 127 where only ASCII may be: some tools write Latin-1 there, and some UTF-8."""
    return x509.Name(
        [
            *organisation(PERSON_ID),
            x509.NameAttribute(NameOID.COMMON_NAME, PERSON_NAME, _ASN1Type.T61String),
        ]
    )


def _addresses(ocsp_url: str, list_url: str) -> tuple[tuple[x509.ExtensionType, bool], ...]:
    lists = [x509.UniformResourceIdentifier(list_url)]
    services = (
        (AuthorityInformationAccessOID.OCSP, ocsp_url),
        (AuthorityInformationAccessOID.CA_ISSUERS, list_url),
    )
    return (
        (x509.CRLDistributionPoints([x509.DistributionPoint(lists, None, None, None)]), False),
        (
            x509.AuthorityInformationAccess(
                [
                    x509.AccessDescription(method, x509.UniformResourceIdentifier(url))
                    for method, url in services
                ]
            ),
            False,
        ),
    )
