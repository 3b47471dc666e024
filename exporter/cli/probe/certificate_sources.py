"""Where `probe certificate` finds certificates: files, USB tokens, the Windows store."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from probes.inventory.certificate_files import certificate_files
from probes.kinds.certificate import NOT_OBSERVED, read_signer
from probes.kinds.token import TokenTarget, read
from probes.language import Language, Text
from probes.pki import Certificate
from probes.reasons import ProbeFailed, Reason
from probes.tokens.process import LONGEST_SECONDS
from probes.tokens.windows_store import store_certificates

Certificates = tuple[Certificate, ...]
ReadAll = Callable[[], Certificates]


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing to explain. name: for people; read: its certificates, at least one. Raises ProbeFailed."""

    name: str
    read: ReadAll


def subjects(
    files: Sequence[str], modules: Sequence[str], store: ReadAll | None, language: Language
) -> Iterator[Subject]:
    """Each file, then each signer's certificate on the tokens and in the store. What fails is a subject of its own."""
    for file in files:
        yield from _of_path(file)
    for module in modules:
        yield from _each(module, partial(_of_token, module), Reason.TOKEN_NO_CERTIFICATE)
    if store is not None:
        yield from _each(_STORE.in_(language), store, Reason.CERTIFICATE_MISSING)


def _of_path(file: str) -> Iterator[Subject]:
    """The file, or each certificate file of a folder."""
    inside: Sequence[object] = ()
    if Path(file).is_dir():
        with suppress(OSError):  # a folder that may not be listed: the reading will say why
            inside = certificate_files(file)
    for each in inside or (file,):
        yield Subject(str(each), partial(read_signer, str(each)))


def _of_token(module: str) -> Certificates:
    found = read(TokenTarget(module=module), LONGEST_SECONDS)
    return tuple(certificate for token in found.tokens for certificate in token.certificates)


def of_windows() -> Certificates:
    """Everything in the Windows store. Raises ProbeFailed."""
    return store_certificates().certificates


def _each(name: str, read_all: ReadAll, nothing: Reason) -> Iterator[Subject]:
    """Each certificate by itself, with the authorities that lie beside it; one failing subject where there is none."""
    try:
        found = read_all()
    except ProbeFailed as failed:
        yield Subject(name, partial(_fail, failed))
        return
    authorities = tuple(one for one in found if one.facts.is_ca)
    signers = [one for one in found if not one.facts.is_ca]
    for one in signers:
        yield Subject(f"{name} {one.facts.fingerprint}", partial(tuple, (one, *authorities)))
    if not signers:
        yield Subject(name, partial(_fail, ProbeFailed(nothing, facts=NOT_OBSERVED)))


def _fail(failed: ProbeFailed) -> Certificates:
    raise failed


_STORE = Text("kho chứng thư Windows", "Windows store")
