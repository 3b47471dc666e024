"""The files and folders that `probe certificate` is given: what cannot be read is named, and hides nothing else."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from exporter.cli.details import in_language
from exporter.cli.probe.hints import by_hand
from probes.inventory.certificate_files import certificate_files, content_of
from probes.language import Language, Text
from probes.pki import Certificate, read_certificates
from probes.reasons import ProbeFailed
from probes.signing.evidence import Evidence
from probes.signing.files import read_authority_files, read_lists


def authority_certificates(paths: Iterable[Path], language: Language) -> tuple[Certificate, ...]:
    """The certificates of authorities in these files and folders.

    A file must be readable whole: raises ProbeFailed TRUST_UNREADABLE. Of a folder, what can be read is taken, and the
    rest is named on the error stream: folders are full of all sorts. Raises UsageError for a folder without any.
    """
    found: list[Certificate] = []
    for path in paths:
        if path.is_dir():
            found += _of_folder(path, language)
        else:
            found += read_authority_files([str(path)])
    return tuple(found)


def authority_files(paths: Iterable[Path], language: Language) -> tuple[str, ...]:
    """The same by name, for looks that read the files themselves: of a folder, those that can be read whole."""
    found: list[Path] = []
    for path in paths:
        if not path.is_dir():
            found.append(path)
            continue
        for file in _certificate_files(path, language):
            if _is_readable(file):
                found.append(file)
            else:
                _say_skipped(file, language)
    return tuple(str(file) for file in found)


def _is_readable(file: Path) -> bool:
    try:
        return not read_certificates(content_of(file)).unreadable
    except OSError:
        return False


def _certificate_files(folder: Path, language: Language) -> list[Path]:
    files = list(certificate_files(folder))
    if not files:
        raise click.UsageError(_NONE.format(path=folder).in_(language))
    return files


def _of_folder(folder: Path, language: Language) -> Iterator[Certificate]:
    for file in _certificate_files(folder, language):
        try:
            read = read_certificates(content_of(file))
        except OSError:
            _say_skipped(file, language)
            continue
        if read.unreadable:
            _say_skipped(file, language)
        yield from read.certificates


def evidence_of(paths: Iterable[Path], language: Language) -> Evidence:
    """The revocation lists in these files and folders."""
    try:
        lists = read_lists(str(path) for path in paths)
    except ProbeFailed as failed:
        raise refusal(failed, language) from failed
    for name in lists.unreadable:
        _say_skipped(Path(name), language)
    return Evidence(lists.crls)


def refusal(failed: ProbeFailed, language: Language) -> click.ClickException:
    """Why the command ends here, and what to do next."""
    why = f"{failed.reason.sentence.in_(language)} ({in_language(failed.detail, language)})"
    return click.ClickException(f"{why}\n→ {by_hand(failed.reason).in_(language)}")


def _say_skipped(file: Path, language: Language) -> None:
    click.echo(_SKIPPED.format(name=file.name).in_(language), err=True)


_NONE = Text("thư mục {path} không có tệp chứng thư nào", "the folder {path} holds no certificate file")
_SKIPPED = Text("bỏ qua {name}: không đọc được", "{name} is left out: it cannot be read")
