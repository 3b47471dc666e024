"""May this certificate sign documents at this moment? Every reason why not, worst first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from enum import StrEnum

from probes.language import Text
from probes.pki.certificate import Certificate, CertificateFacts
from probes.pki.chain import Chain, End, chains
from probes.pki.constraints import broken_rules
from probes.pki.strength import OLD_DIGESTS, weak_key
from probes.pki.times import CLOCK_TOLERANCE_SECONDS
from probes.reasons import Reason

_VIETNAM = timezone(timedelta(hours=7))  # no daylight saving since 1975
_LAST_MOMENT = 253402214400.0  # what a calendar can still show, in any time zone
# Extended key usages that speak of machines and services only (RFC 5280 section 4.2.1.12).
_MACHINE_PURPOSES = frozenset(
    {
        "1.3.6.1.5.5.7.3.1",  # serverAuth
        "1.3.6.1.5.5.7.3.3",  # codeSigning
        "1.3.6.1.5.5.7.3.8",  # timeStamping
        "1.3.6.1.5.5.7.3.9",  # OCSPSigning
    }
)
_NOTHING = Text("", "")
WORST_FIRST = (
    Reason.CERTIFICATE_EXPIRED,
    Reason.CERTIFICATE_UNREADABLE,
    Reason.CERTIFICATE_UNTRUSTED,
    Reason.CERTIFICATE_WRONG_USAGE,
    Reason.CERTIFICATE_NOT_YET_VALID,
    Reason.CERTIFICATE_CHAIN_INCOMPLETE,
    Reason.CERTIFICATE_WEAK,
)


class Trust(StrEnum):
    """Whether the chain leads to a pinned anchor. UNCHECKED: nothing is pinned, so nobody can say."""

    TRUSTED = "trusted"
    INCOMPLETE = "incomplete"
    UNTRUSTED = "untrusted"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong. position: which certificate of the chain, 0 the one asked about, then upwards."""

    reason: Reason
    position: int
    what: Text


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is known of one certificate at one moment.

    chain: the certificate asked about, then the authorities above it as far as they are known. findings: worst first.
    way: the same certificates themselves, for this package and `probes.signing`.
    """

    chain: tuple[CertificateFacts, ...]
    trust: Trust
    findings: tuple[Finding, ...]
    way: tuple[Certificate, ...] = field(repr=False, compare=False)

    @property
    def facts(self) -> CertificateFacts:
        """The facts of the certificate asked about."""
        return self.chain[0]

    @property
    def effective_not_after(self) -> float:
        """When the first certificate of the known chain ends, unix seconds: from then on nothing verifies."""
        return min(facts.not_after for facts in self.chain)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The different reasons, worst first; empty when all is well."""
        return tuple(dict.fromkeys(finding.reason for finding in self.findings))


def judge(
    certificate: Certificate,
    anchors: Sequence[Certificate],
    intermediates: Sequence[Certificate],
    moment: float,
) -> Judgement:
    """The best that can be said for `certificate` at `moment` (unix seconds), over every way to a pinned anchor.

    Without anchors, trust is not judged: nothing pinned is no evidence against anybody.
    """
    return judge_ways(certificate, anchors, intermediates, moment)[0]


def judge_ways(
    certificate: Certificate,
    anchors: Sequence[Certificate],
    intermediates: Sequence[Certificate],
    moment: float,
) -> Sequence[Judgement]:
    """What can be said of every way up, the best first."""
    checked = bool(anchors)
    judged = [_judge_chain(way, moment, checked) for way in chains(certificate, anchors, intermediates)]
    return sorted(judged, key=lambda one: (one.trust is not Trust.TRUSTED, *_how_bad(one)))


def best(judgements: Sequence[Judgement]) -> Judgement:
    """Of several certificates of one signer, the one to sign with: the least bad, then the one that lasts longest."""
    return min(judgements, key=_how_bad)


def day(timestamp: float) -> Text:
    """The day of a moment (unix seconds) in Vietnam: 31/12/2026 or 2026-12-31."""
    moment = datetime.fromtimestamp(max(0.0, min(timestamp, _LAST_MOMENT)), _VIETNAM)
    return Text(f"{moment:%d/%m/%Y}", f"{moment:%Y-%m-%d}")


def _how_bad(judgement: Judgement) -> tuple[int, int, float, int]:
    ranks = [len(WORST_FIRST) - WORST_FIRST.index(reason) for reason in judgement.reasons]
    return (max(ranks, default=0), len(ranks), -judgement.effective_not_after, len(judgement.chain))


def _judge_chain(chain: Chain, moment: float, checked: bool) -> Judgement:
    findings = [*_dates(chain, moment), *_readable(chain), *_usage(chain), *_strength(chain)]
    if checked or chain.end is End.FORGED:
        findings += _trust(chain)
    findings.sort(key=lambda finding: (WORST_FIRST.index(finding.reason), finding.position))
    return Judgement(
        tuple(certificate.facts for certificate in chain.certificates),
        _verdict(chain, findings, checked),
        tuple(findings),
        chain.certificates,
    )


def _verdict(chain: Chain, findings: Sequence[Finding], checked: bool) -> Trust:
    if any(finding.reason is Reason.CERTIFICATE_UNTRUSTED for finding in findings):
        return Trust.UNTRUSTED
    if not checked:
        return Trust.UNCHECKED
    return Trust.INCOMPLETE if chain.end is End.MISSING else Trust.TRUSTED


def _dates(chain: Chain, moment: float) -> Iterator[Finding]:
    for position, certificate in enumerate(chain.certificates):
        facts, whose = certificate.facts, _whose(position)
        if moment > facts.not_after:
            ended = Text("{whose} đã hết hạn ngày {day}", "{whose} expired on {day}")
            yield Finding(Reason.CERTIFICATE_EXPIRED, position, _say(ended, whose, day(facts.not_after)))
        elif moment < facts.not_before - CLOCK_TOLERANCE_SECONDS:
            begins = Text("{whose} chỉ có hiệu lực từ ngày {day}", "{whose} is valid only from {day}")
            yield Finding(
                Reason.CERTIFICATE_NOT_YET_VALID, position, _say(begins, whose, day(facts.not_before))
            )


def _readable(chain: Chain) -> Iterator[Finding]:
    for position, certificate in enumerate(chain.certificates):
        if not certificate.facts.readable:
            said = Text(
                "phần mở rộng của {whose} không đúng định dạng", "the extensions of {whose} are malformed"
            )
            yield Finding(Reason.CERTIFICATE_UNREADABLE, position, _say(said, _whose(position)))
        elif certificate.facts.key_type == "unknown":
            said = Text("khóa của {whose} thuộc loại chưa hỗ trợ", "the key of {whose} is of an unknown kind")
            yield Finding(Reason.CERTIFICATE_UNREADABLE, position, _say(said, _whose(position)))


def _usage(chain: Chain) -> Iterator[Finding]:
    """What the certificate says of itself decides; one that does not say it may sign is not counted as a signer."""
    facts = chain.certificates[0].facts
    if not facts.readable:
        return
    signs = facts.usage is not None and bool(facts.usage & {"digital_signature", "content_commitment"})
    if facts.is_ca and not signs:
        what = Text("đây là chứng thư của tổ chức chứng thực", "this is an authority's own certificate")
    elif facts.usage is None:
        what = Text(
            "chứng thư không ghi mục đích sử dụng khóa", "it does not say what its key may be used for"
        )
    elif not signs:
        what = Text("khóa không được phép dùng để ký", "its key may not be used for signatures")
    elif facts.purposes and _MACHINE_PURPOSES.issuperset(facts.purposes):
        what = Text(
            "chứng thư chỉ dành cho máy chủ hoặc dịch vụ", "it is meant for machines or services only"
        )
    else:
        return
    yield Finding(Reason.CERTIFICATE_WRONG_USAGE, 0, what)


def _strength(chain: Chain) -> Iterator[Finding]:
    for position, certificate in enumerate(chain.certificates):
        facts, whose = certificate.facts, _whose(position)
        if weak := weak_key(facts):
            key, bits = weak.split()
            said = Text(
                "khóa của {whose} là {key} {bits} bit", "the key of {whose} is {key} with {bits} bits"
            )
            what = _say(said.format(whose="{whose}", key=key, bits=bits), whose)
            yield Finding(Reason.CERTIFICATE_WEAK, position, what)
        # Nobody relies on what a root says of itself (RFC 5280 section 6.1.1 d): its own signature may be old.
        if facts.signature_digest in OLD_DIGESTS and not facts.self_issued:
            signed = Text("{whose} được ký bằng {digest}", "{whose} is signed with {digest}")
            what = _say(signed.format(whose="{whose}", digest=facts.signature_digest.upper()), whose)
            yield Finding(Reason.CERTIFICATE_WEAK, position, what)


def _trust(chain: Chain) -> Iterator[Finding]:
    top = len(chain.certificates) - 1
    whose, named = _whose(top), chain.certificates[top].facts.issuer_name
    match chain.end:
        case End.MISSING:
            who = (
                Text(f"của “{named}”", f"of “{named}”")
                if named
                else Text("cấp trên", "of the next authority")
            )
            what = Text("thiếu chứng thư {who}", "the certificate {who} is missing")
            yield Finding(
                Reason.CERTIFICATE_CHAIN_INCOMPLETE,
                top,
                Text(what.vi.format(who=who.vi), what.en.format(who=who.en)),
            )
        case End.UNPINNED:
            what = Text(
                "chuỗi dẫn tới một chứng thư gốc không nằm trong danh sách tin cậy",
                "the chain leads to a root that is not among the pinned ones",
            )
            yield Finding(Reason.CERTIFICATE_UNTRUSTED, top, what)
        case End.FORGED:
            what = Text(
                "chữ ký của tổ chức chứng thực trên {whose} không đúng", "the signature on {whose} is wrong"
            )
            yield Finding(Reason.CERTIFICATE_UNTRUSTED, top, _say(what, whose))
        case End.ANCHOR:
            pass
    for position, rule in broken_rules(chain):
        yield Finding(Reason.CERTIFICATE_UNTRUSTED, position, _say(rule, _whose(position)))


def _whose(position: int) -> Text:
    if position == 0:
        return Text("chứng thư", "the certificate")
    return Text(
        f"chứng thư của tổ chức chứng thực cấp {position}",
        f"the certificate of the authority at level {position}",
    )


def _say(sentence: Text, whose: Text, when: Text = _NOTHING) -> Text:
    return Text(
        sentence.vi.format(whose=whose.vi, day=when.vi), sentence.en.format(whose=whose.en, day=when.en)
    )
