"""What one look at an inventory's signers tells people, in their language: the details of a Result are for logs."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from exporter.cli.details import in_language
from probes.kinds.certificate import CertificateTarget, examine
from probes.language import Language, Text
from probes.observation import Result
from probes.reasons import ProbeFailed
from probes.signing.declared import declared
from probes.signing.state import SigningState
from probes.signing.verdict import Finding
from probes.targets import Target

_NAMED = 5


def detail_of(target: Target, result: Result, moment: float, language: Language) -> str:
    """One line about what went wrong. A certificate's is put together anew, from what was found at `moment`."""
    if target.kind == "certificate":
        try:
            return "; ".join(finding.what.in_(language) for finding in _findings(target.spec, moment))
        except ProbeFailed:
            pass
    return in_language(result.detail, language)


def _findings(spec: CertificateTarget, moment: float) -> Sequence[Finding]:
    if spec.file is None and spec.not_after is not None:
        return declared(spec.not_after, moment, spec.rules)
    return examine(spec, moment).findings  # remembered from a moment ago


def warnings(looks: Sequence[tuple[Target, Result]], language: Language) -> Iterator[str]:
    """Signers that can sign today and have something to be seen to: how many in each state, and the first of them."""
    found: dict[SigningState, list[str]] = defaultdict(list)
    for target, result in looks:
        if target.kind == "certificate" and result.reason is None and "state" in result.facts:
            found[SigningState(result.facts["state"])].append(target.id)
    found.pop(SigningState.VALID, None)
    if not found:
        return
    yield _WARNED.format(count=sum(map(len, found.values()))).in_(language)
    for state in sorted(found, key=lambda state: state.rank):
        names = sorted(found[state])
        more = ", ..." if len(names) > _NAMED else ""
        yield f"  {len(names)}  {state.sentence.in_(language)}: {', '.join(names[:_NAMED])}{more}"


_WARNED = Text(
    "{count} chứng thư chữ ký số vẫn dùng được nhưng cần lưu ý:",
    "{count} signing certificates may be used, and need attention:",
)
