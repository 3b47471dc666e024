"""Does the authority's OCSP responder answer, truly, freshly, and as its own certificate allows?"""

import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from probes.fetch import Record
from probes.fetch.exchange import Answer as Reply
from probes.fetch.exchange import exchange
from probes.fetch.freshness import fresh_seconds
from probes.fetch.guard import NO_GUARD, Guard
from probes.fetch.server_clock import require_our_clock
from probes.fetch.status import status_measures
from probes.kind import Seen
from probes.language import Text
from probes.network import Network
from probes.pki import Certificate, UnreadableError
from probes.pki.ocsp import (
    Answer,
    Verified,
    ocsp_request,
    read_answer,
    responder_urls,
    unreadable_reason,
    verify,
)
from probes.pki.ocsp.words import SIGNER_REVOKED
from probes.pki.times import DAY
from probes.reasons import ProbeFailed, Reason
from probes.signing.coverage import covered_by_crl, issuer_of, signer_is_revoked_by_crl
from probes.signing.files import KNOWN, read_own_file
from probes.signing.kept_answers import KeptAnswers, goes_before
from probes.signing.ocsp_look import Expected, OcspLook, together
from probes.signing.signers import signers_of

log = logging.getLogger(__name__)

LARGEST_ANSWER_BYTES = 1 << 16
NO_ADDRESS = Text(
    "chứng thư không ghi địa chỉ http nào của dịch vụ OCSP",
    "the certificate names no http address of an OCSP service",
)
UNKNOWN_ISSUER = Text(
    "không có chứng thư của tổ chức đã cấp", "its issuer is not among the known authorities"
)
OLDER = Text("cũ hơn câu trả lời đã biết", "older than the answer already known")
REVOKED_FOR_GOOD = Text(
    "đã bị thu hồi vĩnh viễn, không câu trả lời nào làm cho dùng lại được",
    "it was revoked for good, which no later answer undoes",
)

_MOST_OF_ONE_FILE = 3  # one that is used, one that was renewed; more is a heap, and each is a question
_NONCE_BYTES = 32  # RFC 9654 section 2.1; older servers take 1 to 32
_ANSWER_TYPE = "application/ocsp-response"
_HEADERS = {"Content-Type": "application/ocsp-request", "Accept": _ANSWER_TYPE}


@dataclass(frozen=True, slots=True, kw_only=True)
class OcspSubject:
    """Certificates of one holder to ask about, by their file. expect: what the answer must be; None: whatever it is.

    stand_ins: files to ask about instead, the first that can be, while nothing can be asked about `file`.
    """

    file: str
    expect: Expected | None = None
    stand_ins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OcspTarget:
    """A responder and the certificates to ask it about.

    url: declared; None: the one that each subject names, which is a stranger's word and goes through `guard`.
    anchors, intermediates: files with the issuers of the subjects. nonce: send one (RFC 8954).
    folder: where verified answers are kept, and looked for before asking; a subject that names no responder is then
    let be. None: every look asks.
    crls: a folder of revocation lists. Who is on one of them is not believed; with a `folder`, a subject that a fresh
    one speaks for is not asked about.
    A subject whose answer is known beforehand is there to test the responder: it is asked about each time.
    """

    url: str | None
    subjects: tuple[OcspSubject, ...]
    anchors: tuple[str, ...] = ()
    intermediates: tuple[str, ...] = ()
    nonce: bool = True
    folder: str | None = None
    crls: str | None = None
    guard: Guard = NO_GUARD
    user_agent: str = "thongsuot"


def observe(target: OcspTarget, network: Network) -> Seen:
    """Ask about each subject, verify each answer.

    Raises ProbeFailed: what is worst, with what all subjects told. CERTIFICATE_MISSING, CERTIFICATE_UNREADABLE,
    CERTIFICATE_CHAIN_INCOMPLETE, NO_PERMISSION, TRUST_UNREADABLE of our own files; ADDRESS_MISSING when a
    certificate names no address; HTTP_STATUS and what `exchange` raises; what `verify` refuses; CANARY_WRONG;
    MONITOR_CLOCK when the answer is right by its server's clock and not by ours.
    """
    today = int(network.clock.now().wall // DAY)
    authorities = KNOWN.authorities(target.anchors, target.intermediates, today).trusted
    looks: list[OcspLook] = []
    unanswered: dict[str, ProbeFailed] = {}
    for subject in target.subjects:
        try:
            pairs = _first_about(subject, authorities, network.clock.now().wall)
        except ProbeFailed as failed:
            looks.append(OcspLook(subject.expect, failed=failed))
            continue
        for certificate, issuer in pairs:
            look = OcspLook(subject.expect)
            looks.append(look)
            try:
                _see(look, certificate, issuer, target, network, unanswered)
            except ProbeFailed as failed:
                look.failed = failed
    return Seen(*together(looks))


def _see(
    look: OcspLook,
    certificate: Certificate,
    issuer: Certificate,
    target: OcspTarget,
    network: Network,
    unanswered: dict[str, ProbeFailed],
) -> None:
    moment = network.clock.now().wall
    if look.expect is None and _known_without_asking(look, target, certificate, issuer, moment):
        return
    if target.folder is not None and target.url is None and not responder_urls(certificate):
        look.facts["asked"] = "nowhere"  # its authority does not answer about it, which is nobody's fault
        return
    url = _address(target, certificate)
    if url in unanswered:  # it did not answer a moment ago
        raise unanswered[url]
    nonce = secrets.token_bytes(_NONCE_BYTES) if target.nonce else None
    look.facts["asked"] = "yes"
    reply = _ask(look, target, url, _request(certificate, issuer, nonce), network, unanswered)
    moment = network.clock.now().wall
    answer = _read(look, reply, moment)
    verified = _verified(look, answer, reply, target, certificate, issuer, moment)
    look.compare_nonce(nonce, verified)
    if target.folder is not None:
        shelf = KeptAnswers(target.folder)
        _require_progress(look, verified, shelf.known(certificate, issuer, moment))
        if look.facts["nonce"] != "mismatch":
            fresh = fresh_seconds(reply.headers, moment)
            shelf.keep(reply.body, verified, certificate, issuer, moment, fresh)
    look.judge(answer, verified, moment)


def _first_about(
    subject: OcspSubject, authorities: Sequence[Certificate], moment: float
) -> Sequence[tuple[Certificate, Certificate]]:
    """Raises ProbeFailed with what is wrong with the subject's own file when its stand-ins are no better."""
    failures: list[ProbeFailed] = []
    for file in (subject.file, *subject.stand_ins):
        try:
            return _about(file, authorities, moment)
        except ProbeFailed as failed:
            failures.append(failed)
    raise failures[0]


def _about(
    file: str, authorities: Sequence[Certificate], moment: float
) -> Sequence[tuple[Certificate, Certificate]]:
    """The certificates of a file that its holder may sign with, those that end last first, each with its issuer, which
    must be one of ours: the file itself may come from anywhere. Of what has ended nothing is asked if there is more.
    """
    signers = sorted(signers_of(read_own_file(file)), key=lambda one: -one.facts.not_after)
    current = [one for one in signers if one.facts.not_after >= moment] or signers[:1]
    issued = ((one, issuer_of(one, authorities)) for one in current)
    known = [(one, issuer) for one, issuer in issued if issuer is not None]
    if not known:
        raise ProbeFailed(Reason.CERTIFICATE_CHAIN_INCOMPLETE, UNKNOWN_ISSUER.en)
    return known[:_MOST_OF_ONE_FILE]


def _known_without_asking(
    look: OcspLook, target: OcspTarget, certificate: Certificate, issuer: Certificate, moment: float
) -> bool:
    if target.folder is None:
        return False
    if target.crls is not None and covered_by_crl(target.crls, certificate, issuer, moment):
        look.facts["asked"] = "crl"
        return True
    kept = KeptAnswers(target.folder).usable(certificate, issuer, moment)
    if kept is None or _signer_is_revoked(target, kept.verified, issuer, moment):
        return False
    look.facts["asked"] = "kept"
    look.note(kept.verified)
    return True


def _address(target: OcspTarget, certificate: Certificate) -> str:
    if target.url is not None:
        return target.url
    urls = responder_urls(certificate)
    if not urls:
        raise ProbeFailed(Reason.ADDRESS_MISSING, NO_ADDRESS.en)
    return urls[0]


def _request(certificate: Certificate, issuer: Certificate, nonce: bytes | None) -> bytes:
    try:
        return ocsp_request(certificate, issuer, nonce)
    except UnreadableError:
        pass
    raise ProbeFailed(Reason.CERTIFICATE_UNREADABLE, "no request can be made for this certificate")


def _ask(
    look: OcspLook,
    target: OcspTarget,
    url: str,
    request: bytes,
    network: Network,
    unanswered: dict[str, ProbeFailed],
) -> Reply:
    record = Record()
    try:
        return exchange(
            network,
            url,
            guard=target.guard,
            declared=target.url is not None,
            record=record,
            user_agent=target.user_agent,
            limit_bytes=LARGEST_ANSWER_BYTES,
            method="POST",
            body=request,
            headers=_HEADERS,
        )
    except ProbeFailed as failed:
        unanswered[url] = failed
        raise
    finally:
        look.phases = dict(record.phases)


def _read(look: OcspLook, reply: Reply, moment: float) -> Answer:
    kind = reply.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    look.facts["content_type"] = (
        "ocsp" if kind == _ANSWER_TYPE else "html" if kind == "text/html" else "other"
    )
    look.measures |= status_measures(reply.status, reply.headers, moment)
    if reply.status != 200:
        raise ProbeFailed(Reason.HTTP_STATUS, str(reply.status))
    try:
        return read_answer(reply.body)
    except UnreadableError:
        reason = unreadable_reason(reply.body)
    raise ProbeFailed(reason, f"{len(reply.body)} bytes, Content-Type {kind[:60]!r}")


def _verified(
    look: OcspLook,
    answer: Answer,
    reply: Reply,
    target: OcspTarget,
    certificate: Certificate,
    issuer: Certificate,
    moment: float,
) -> Verified:
    """What the answer says. Raises ProbeFailed with the reason that it may not be used."""
    found = verify(answer, certificate, issuer, moment)
    said = found if isinstance(found, Verified) else found.verified
    if said is not None and _signer_is_revoked(target, said, issuer, moment):
        raise ProbeFailed(Reason.SIGNER_WRONG, SIGNER_REVOKED.en)
    if isinstance(found, Verified):
        look.note(found)
        return found
    if found.verified is not None:
        look.note(found.verified)
    require_our_clock(
        reply, moment, lambda theirs: isinstance(verify(answer, certificate, issuer, theirs), Verified)
    )
    raise ProbeFailed(found.reason, found.detail)


def _signer_is_revoked(target: OcspTarget, verified: Verified, issuer: Certificate, moment: float) -> bool:
    if target.crls is None:
        return False
    return signer_is_revoked_by_crl(target.crls, verified.answerable, issuer, moment)


def _require_progress(look: OcspLook, verified: Verified, known: Verified | None) -> None:
    """Raises ProbeFailed ANSWER_STALE for an answer that somebody may have played again, though it still holds, and for
    one that takes a revocation back."""
    if known is None:
        return
    older = verified.entry.this_update < known.entry.this_update
    if not older and not goes_before(known, verified):
        return
    look.note(known)
    if not older:
        log.warning(
            "a responder says %s of a certificate that it has revoked for good", verified.entry.status
        )
    raise ProbeFailed(Reason.ANSWER_STALE, (OLDER if older else REVOKED_FOR_GOOD).en)
