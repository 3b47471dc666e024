"""May this signer sign today, and for how long?

Reads files and nothing else; what they say is judged by `probes.pki`. That the end is near is no failure: the state
knows it from the measures.
"""

import logging
import stat
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from probes.inventory.model import LEAD_DAYS
from probes.kind import Seen
from probes.language import Text
from probes.network import Network
from probes.pki import Certificate, Judgement, Read, Trust, best, judge, read_certificates
from probes.reasons import ProbeFailed, Reason

log = logging.getLogger(__name__)

LARGEST_FILE_BYTES = 1 << 20
NOT_A_FILE = Text("không phải là tệp thông thường", "not a regular file")
TOO_LARGE = Text("lớn hơn 1 MiB", "larger than 1 MiB")


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateTarget:
    """A signer's certificate file (PEM, DER or PKCS#7), and what is known of its authority.

    file: None when the inventory names none. not_after: its end as declared, unix seconds, where there is no file.
    anchors, intermediates: files. crls: files or folders of revocation lists. answers: the folder of OCSP answers, `<fingerprint>.ocsp` each.
    organisation: what the body it belongs to is called now; None: not judged.
    lead_days, renewal_closes_days: see `probes.inventory.model.Signing`.
    """

    file: str | None
    not_after: float | None = None
    anchors: tuple[str, ...] = ()
    intermediates: tuple[str, ...] = ()
    crls: tuple[str, ...] = ()
    answers: str | None = None
    organisation: str | None = None
    lead_days: tuple[int, ...] = LEAD_DAYS
    renewal_closes_days: int = 60


def observe(target: CertificateTarget, network: Network) -> Seen:
    """Read, judge at the clock's wall time, measure.

    Raises ProbeFailed: any CERTIFICATE_* reason, the worst one, with measures whenever the dates could be read;
    NO_PERMISSION, TRUST_UNREADABLE when our own files keep us from judging.
    """
    return told(examine(target, network.clock.now().wall))


def examine(target: CertificateTarget, moment: float) -> Judgement:
    """What is known of the target's certificate at `moment` (unix seconds), chain included; raises as `observe`.

    A file with several certificates for people stands for the one they would sign with.
    """
    if target.file is None:
        raise ProbeFailed(Reason.CERTIFICATE_MISSING, "no file is declared")
    own = _read_own(target.file)
    anchors = _read_all(target.anchors)
    intermediates = (*_read_all(target.intermediates), *own)
    return best([judge(one, anchors, intermediates, moment) for one in _signers(own)])


def told(judgement: Judgement) -> Seen:
    """What a look tells of a judgement. Raises ProbeFailed as `observe` when anything was found wrong."""
    measures, facts = _measures(judgement), _facts(judgement)
    if judgement.findings:
        detail = "; ".join(finding.what.en for finding in judgement.findings)
        raise ProbeFailed(judgement.reasons[0], detail, measures=measures, facts=facts)
    return Seen(measures=measures, facts=facts)


def _signers(own: tuple[Certificate, ...]) -> tuple[Certificate, ...]:
    """Those that are no authority's; else the one that issued none of the others."""
    people = tuple(one for one in own if not one.facts.is_ca)
    issuers = {one.issuer for one in own if not one.facts.self_issued}
    lowest = tuple(one for one in own if one.subject not in issuers)
    return people or lowest or own[:1]


def _read_own(file: str) -> tuple[Certificate, ...]:
    """The certificates of the signer's file. Its path stays out of every detail: files are named after people."""
    try:
        read = read_certificates(_content(Path(file)))
    except (FileNotFoundError, NotADirectoryError, ValueError):  # ValueError: a path that no system can have
        failed = ProbeFailed(Reason.CERTIFICATE_MISSING)
    except PermissionError:
        failed = ProbeFailed(Reason.NO_PERMISSION, "the certificate file may not be read")
    except OSError as error:
        failed = ProbeFailed(Reason.CERTIFICATE_UNREADABLE, error.strerror or type(error).__name__)
    else:
        if read.certificates:
            return read.certificates
        failed = ProbeFailed(Reason.CERTIFICATE_UNREADABLE, _unreadable(read))
    raise failed  # out here, so that the system's exception, which names the path, is not its context


def _read_all(files: tuple[str, ...]) -> tuple[Certificate, ...]:
    return tuple(certificate for file in files for certificate in _read_authority(file))


def _read_authority(file: str) -> tuple[Certificate, ...]:
    """An authority's certificates. Half of them would make good chains look broken, so all must be readable."""
    path = Path(file)
    try:
        status = path.stat()
        read = _remembered(path, status.st_mtime_ns, status.st_size)
    except (OSError, ValueError) as error:
        cause = error.strerror if isinstance(error, OSError) else None
        raise ProbeFailed(Reason.TRUST_UNREADABLE, f"{path.name}: {cause or type(error).__name__}") from error
    if read.unreadable:
        raise ProbeFailed(Reason.TRUST_UNREADABLE, f"{path.name}: {_unreadable(read)}")
    return read.certificates


@lru_cache(maxsize=64)
def _remembered(path: Path, changed_ns: int, size: int) -> Read:
    """An authority's file as it was at that change: the same few files belong to every signer."""
    log.debug("read %s: %d bytes, changed at %d", path.name, size, changed_ns)
    return read_certificates(_content(path))


def _content(path: Path) -> bytes:
    """The file's bytes. Raises OSError for what is no regular file (a pipe would hang) or larger than 1 MiB."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(0, NOT_A_FILE.en)
    with path.open("rb") as file:
        data = file.read(LARGEST_FILE_BYTES + 1)
    if len(data) > LARGEST_FILE_BYTES:
        raise OSError(0, TOO_LARGE.en)
    return data


def _unreadable(read: Read) -> str:
    return "; ".join(entry.what.en for entry in read.unreadable)


def _measures(judgement: Judgement) -> dict[str, float]:
    facts = judgement.facts
    measures = {
        "certificate_not_before_timestamp_seconds": facts.not_before,
        "certificate_not_after_timestamp_seconds": facts.not_after,
        "chain_length": float(len(judgement.chain)),
    }
    # Of a chain that stops half way nobody can say when it ends: no evidence, no measure.
    if judgement.trust is not Trust.INCOMPLETE:
        measures["certificate_effective_not_after_timestamp_seconds"] = judgement.effective_not_after
    return measures


def _facts(judgement: Judgement) -> dict[str, str]:
    facts = judgement.facts
    said = {
        "fingerprint": facts.fingerprint,
        "issuer_key_id": facts.issuer_key_id,
        "key": facts.key_type if facts.key_bits is None else f"{facts.key_type}-{facts.key_bits}",
        "signature_algorithm": facts.signature_algorithm,
        "trust": judgement.trust.value,
        "reasons": " ".join(judgement.reasons),
    }
    return {name: word for name, word in said.items() if word}
