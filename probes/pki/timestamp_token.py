"""The bytes of a timestamp answer taken apart (RFC 3161 section 2.4.2). Importing this needs the extra `sign`.

Nothing is believed here yet: what a Token says is a claim until its signature and its signer have been checked.
asn1crypto reads on demand, so everything is asked for in here, where its errors are expected.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from asn1crypto import cms, core, tsp

from probes.pki.asn1 import ONE_READER
from probes.reasons import ProbeFailed, Reason

# Every way in which asn1crypto says "this is not what it should be". Its sentences quote what they could not read.
_BROKEN = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    OverflowError,
    RecursionError,
    ArithmeticError,
    NotImplementedError,
)
# MD5 is not among them: anybody can make two contents with one hash.
_DIGESTS = frozenset({"sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256", "sha3_384", "sha3_512"})
_MOST_CERTIFICATES = 32
_SEQUENCE = 0x30


class _Answer(core.Sequence):  # type: ignore[misc]  # asn1crypto ships no types
    """TimeStampResp. asn1crypto's own demands a token, which a refusal does not have."""

    _fields = [  # noqa: RUF012  # the way asn1crypto declares a structure
        ("status", tsp.PKIStatusInfo),
        ("time_stamp_token", cms.ContentInfo, {"optional": True}),
    ]


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature as the token carries it: over `attributes`, with names of algorithms in asn1crypto's words.

    salt_bytes: of RSASSA-PSS only.
    """

    attributes: bytes = field(repr=False)
    signature: bytes = field(repr=False)
    algorithm: str
    digest: str
    salt_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Token:
    """What a timestamp token claims.

    imprint: (digest, hash). nonce: None without one. gen_time: unix seconds. accuracy_seconds: None when unsaid.
    policy: a dotted OID. certificates: DER, the signer's first; the signer is the one that the signature names by
    issuer and serial number (or key) and by hash, wherever it stands among them.
    content_matches: whether the signed attributes hold the hash of the content.
    signer_named: whether the signed attributes hold the hash of the signer's certificate (RFC 5816, RFC 2634 section 5.4).
    by_key: the signature names its signer by key identifier.
    """

    imprint: tuple[str, bytes]
    nonce: int | None
    gen_time: float
    accuracy_seconds: float | None
    policy: str
    certificates: tuple[bytes, ...] = field(repr=False)
    signed: Signed
    content_matches: bool
    signer_named: bool
    by_key: bool


def read_token(answer: bytes) -> Token:
    """Take the answer apart.

    Raises ProbeFailed: ANSWER_NOT_DER for what is something else altogether; ANSWER_MALFORMED; RESPONDER_ERROR when the
    authority refuses; SIGNER_WRONG when the signer's certificate is not in it, although it was asked for.
    """
    if not answer:
        raise ProbeFailed(Reason.ANSWER_NOT_DER, "an empty answer")
    if answer[0] != _SEQUENCE:
        raise ProbeFailed(
            Reason.ANSWER_NOT_DER, "a web page" if answer.lstrip()[:1] == b"<" else "not a DER sequence"
        )
    failed = ProbeFailed(Reason.ANSWER_MALFORMED, "not a timestamp answer, or cut short")
    try:
        with ONE_READER:
            return _read(answer)
    except _BROKEN:
        pass
    raise failed  # out here, so that the library's exception, which quotes the bytes, is not its context


def tidied(answer: bytes) -> bytes:
    """The same answer with its certificates in the order that DER wants of a set (X.690 section 11.6).

    OpenSSL sends them in any order, which is no harm: they are not signed. Never raises: what cannot be tidied stays.
    """
    try:
        with ONE_READER:
            whole = _Answer.load(answer, strict=True)
            data = whole["time_stamp_token"]["content"]
            data["certificates"] = cms.CertificateSet(list(data["certificates"]))
            return bytes(whole.dump())
    except _BROKEN:
        return answer


def _read(answer: bytes) -> Token:
    whole = _Answer.load(answer, strict=True)
    _require_granted(whole["status"])
    token = whole["time_stamp_token"]
    if token["content_type"].native != "signed_data":
        raise ValueError("no signed data")
    data = token["content"]
    (signer,) = data["signer_infos"]  # one, and nobody else's (RFC 3161 section 2.4.2)
    content_type, content = _content(data["encap_content_info"])
    attributes = dict(_attributes(signer["signed_attrs"]))
    info = tsp.TSTInfo.load(content, strict=True)
    imprint = info["message_imprint"]
    certificates = tuple(_certificates(data, signer["sid"]))
    return Token(
        imprint=(imprint["hash_algorithm"]["algorithm"].native, imprint["hashed_message"].native),
        nonce=info["nonce"].native,
        gen_time=info["gen_time"].native.timestamp(),
        accuracy_seconds=_accuracy(info["accuracy"]),
        policy=info["policy"].dotted,
        certificates=certificates,
        signed=_signed(signer),
        content_matches=attributes["content_type"].native == content_type
        and attributes["message_digest"].native == _hash(signer["digest_algorithm"], content),
        signer_named=_names_signer(attributes, certificates[0]),
        by_key=signer["sid"].name == "subject_key_identifier",
    )


def _require_granted(status: tsp.PKIStatusInfo) -> None:
    said = status["status"].native
    if said == "granted":
        return
    words = [str(said), *sorted(map(str, status["fail_info"].native or ()))]
    raise ProbeFailed(Reason.RESPONDER_ERROR, ", ".join(word.replace("_", " ") for word in words))


def _content(encapsulated: cms.EncapsulatedContentInfo) -> tuple[str, bytes]:
    kind = encapsulated["content_type"].native
    if kind != "tst_info":
        raise ValueError("no timestamp in it")
    return kind, bytes(encapsulated["content"])


def _attributes(signed: cms.CMSAttributes) -> Iterator[tuple[str, core.Asn1Value]]:
    """Each attribute's only value (RFC 5652 section 11); a second one of the same name would make them ambiguous."""
    met = set()
    for attribute in signed:
        name = attribute["type"].native
        if name in met:
            raise ValueError("an attribute twice")
        met.add(name)
        if name in {"content_type", "message_digest", "signing_certificate", "signing_certificate_v2"}:
            (value,) = attribute["values"]
            yield name, value


def _accuracy(accuracy: tsp.Accuracy) -> float | None:
    said = accuracy.native
    if said is None:
        return None
    parts = (said["seconds"], 1.0), (said["millis"], 1e-3), (said["micros"], 1e-6)
    return float(sum((number or 0) * unit for number, unit in parts))


def _certificates(data: cms.SignedData, sid: cms.SignerIdentifier) -> Iterator[bytes]:
    """The signer's certificate, then the others."""
    given = [choice.chosen for choice in data["certificates"] if choice.name == "certificate"]
    if len(given) > _MOST_CERTIFICATES:
        raise ValueError("too many certificates")
    signers = [one for one in given if _is_meant(one, sid)]
    if not signers:
        raise ProbeFailed(Reason.SIGNER_WRONG, "the signer's certificate is not in the answer")
    yield signers[0].dump()
    for one in given:
        if one is not signers[0]:
            yield one.dump()


def _is_meant(certificate: cms.Certificate, sid: cms.SignerIdentifier) -> bool:
    if sid.name == "subject_key_identifier":
        return bool(certificate.key_identifier == sid.chosen.native)
    meant = sid.chosen
    return bool(
        certificate.serial_number == meant["serial_number"].native and certificate.issuer == meant["issuer"]
    )


def _names_signer(attributes: dict[str, core.Asn1Value], signer: bytes) -> bool:
    """True when every ESSCertID that is there means this certificate, and one is there: the first one counts."""
    found = []
    if "signing_certificate" in attributes:
        meant = attributes["signing_certificate"]["certs"][0]
        found.append(meant["cert_hash"].native == hashlib.sha1(signer, usedforsecurity=False).digest())
    if "signing_certificate_v2" in attributes:
        meant = attributes["signing_certificate_v2"]["certs"][0]
        found.append(meant["cert_hash"].native == _hash(meant["hash_algorithm"], signer))
    return bool(found) and all(found)


def _hash(algorithm: core.Sequence, data: bytes) -> bytes:
    name = algorithm["algorithm"].native
    if name not in _DIGESTS:
        raise ValueError("a digest that is not supported")
    return hashlib.new(name, data, usedforsecurity=False).digest()


def _signed(signer: cms.SignerInfo) -> Signed:
    algorithm = signer["signature_algorithm"]
    name = algorithm.signature_algo
    try:
        digest = algorithm.hash_algo
    except ValueError:  # plain rsaEncryption: the digest stands beside it (RFC 3370 section 3.2)
        digest = signer["digest_algorithm"]["algorithm"].native
    return Signed(
        attributes=signer["signed_attrs"]
        .untag()
        .dump(),  # signed as SET OF, not as [0] (RFC 5652 section 5.4)
        signature=signer["signature"].native,
        algorithm=name,
        digest=digest,
        salt_bytes=algorithm["parameters"]["salt_length"].native if name == "rsassa_pss" else None,
    )
