"""`thongsuot probe certificate`: may these certificates sign, until when, and if not, why not."""

import sys
import time
from pathlib import Path

import click

from exporter.cli import language_from
from exporter.cli.probe import show
from exporter.cli.probe.authority_options import PATH, chain_option, trust_option
from exporter.cli.probe.certificate_files import authority_certificates, evidence_of, refusal
from exporter.cli.probe.certificate_page import explain
from exporter.cli.probe.certificate_sources import Subject, of_windows, subjects
from exporter.cli.probe.moment import MOMENT
from exporter.cli.probe.show import Line
from probes.kind import Seen
from probes.kinds.certificate import told
from probes.language import Text
from probes.observation import Result
from probes.reasons import ProbeFailed
from probes.runner import result_of
from probes.signing.authorities import Authorities
from probes.signing.evidence import Evidence
from probes.signing.signers import verdict_on
from probes.signing.verdict import Rules, Verdict


@click.command("certificate")
@click.argument("files", nargs=-1, metavar="[FILE|FOLDER...]")
@click.option(
    "--token",
    "modules",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False),
    metavar="MODULE",
    help="Các chứng thư trên USB Token, qua thư viện PKCS#11 của hãng, không cần PIN | what is on USB tokens, through the vendor's PKCS#11 library, without a PIN",
)
@click.option(
    "--windows-store",
    is_flag=True,
    help="Các chứng thư trong kho CurrentUser\\MY của Windows | what the Windows store CurrentUser\\MY holds",
)
@trust_option
@chain_option
@click.option(
    "--crl",
    "crls",
    multiple=True,
    type=PATH,
    help="Danh sách thu hồi: tệp hoặc thư mục | revocation lists: a file or a folder",
)
@click.option(
    "--at",
    "moment",
    type=MOMENT,
    help="Xét tại thời điểm này, giờ Việt Nam nếu không ghi múi giờ | judge at this moment; Vietnam's time unless it names a zone",
)
@click.option(
    "--commune", "organisation", help="Tên xã hiện nay, để đối chiếu | the commune's present name, to compare"
)
@click.option("--json", "as_json", is_flag=True, help="Một dòng JSON cho mỗi tệp | one line of JSON per file")
@click.pass_context
def command(
    context: click.Context,
    files: tuple[str, ...],
    modules: tuple[str, ...],
    windows_store: bool,
    trust: tuple[Path, ...],
    intermediates: tuple[Path, ...],
    crls: tuple[Path, ...],
    moment: float | None,
    organisation: str | None,
    as_json: bool,
) -> None:
    """Chứng thư số có còn dùng để ký được không | May a certificate still sign documents?

    Chỉ xét theo các tệp được đưa ra, không tải gì về. Không hiện họ tên, thư điện tử hay số định danh ghi trong chứng thư.
    | Judges by what it is given and fetches nothing. Never shows the name, e-mail address or identity number in a certificate.

    Mã thoát: 0 khi ký được, kể cả khi sắp phải làm gì đó hoặc chưa rõ việc thu hồi; 1 khi có chứng thư không ký được hoặc chưa đủ căn cứ để xét.
    | Exit code: 0 when they can sign, also when something must be done soon or revocation is not known; 1 when one cannot, or cannot be judged.
    """
    language = language_from(context)
    if not (files or modules or windows_store):
        raise click.UsageError(_NOTHING.in_(language))
    if windows_store and sys.platform != "win32":
        raise click.UsageError(_NO_WINDOWS.in_(language))
    at = time.time() if moment is None else moment
    try:
        authorities = Authorities(
            authority_certificates(trust, language), authority_certificates(intermediates, language)
        )
    except ProbeFailed as failed:
        raise refusal(failed, language) from failed
    if trust and not authorities.anchors:
        raise click.UsageError(_NO_AUTHORITY.in_(language))
    evidence = evidence_of(crls, language)
    rules = Rules(organisation=organisation)
    results = []
    found = subjects(files, modules, of_windows if windows_store else None, language)
    for number, subject in enumerate(found):
        result, verdict = look(subject, authorities, evidence, at, rules)
        results.append(result)
        if as_json:
            short = _in_short(subject.name, result, verdict)
            show.say_json("certificate", subject.name, at, result, **short)
        else:
            show.say(([Line("")] if number else []) + explain(subject.name, result, verdict, at, language))
    show.conclude(results)


def look(
    subject: Subject, authorities: Authorities, evidence: Evidence, at: float, rules: Rules
) -> tuple[Result, Verdict | None]:
    """Look once as the hub would at `at` (unix seconds): the result, and what it rests on if anything was read."""
    verdicts: list[Verdict] = []

    def once() -> Seen:
        verdicts.append(verdict_on(subject.read(), authorities, evidence, at, rules))
        return told(verdicts[0])

    result = result_of(once, time.monotonic())
    return result, verdicts[0] if verdicts else None


def _in_short(file: str, result: Result, verdict: Verdict | None) -> dict[str, object]:
    """What scripts want first. `effective_not_after`: unix seconds; null while the chain is not known to its end."""
    return {
        "file": file,
        "state": result.facts.get("state"),
        "reasons": result.facts.get("reasons", "").split(),
        "effective_not_after": None if verdict is None else verdict.effective_not_after,
    }


_NOTHING = Text(
    "cần ít nhất một TỆP, hoặc --token, hoặc --windows-store",
    "at least one FILE is needed, or --token, or --windows-store",
)
_NO_AUTHORITY = Text(
    "--trust: không có chứng thư nào của tổ chức chứng thực; chứng thư của người ký không tự bảo đảm cho mình được",
    "--trust: none of these is an authority's certificate; a signer's own cannot vouch for itself",
)
_NO_WINDOWS = Text("--windows-store chỉ dùng được trên Windows", "--windows-store works on Windows only")
