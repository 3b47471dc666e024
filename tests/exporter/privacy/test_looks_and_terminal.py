"""Nothing that a look raises, or that a command says at the terminal, names a person."""

import logging
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from exporter.app import App
from exporter.cli import thongsuot
from probes.clock import SystemClock
from probes.expand import targets_of
from probes.gate import RealGate
from probes.kinds import KINDS
from probes.reasons import ProbeFailed
from probes.signing.files import read_authority_files, read_lists, read_own_file
from probes.signing.second_opinion import of_revocation
from tests.authority import NOW
from tests.exporter.privacy.files import Province
from tests.exporter.privacy.hearing import SILENCED, Everything, history
from tests.fakes.pinger import FakePinger
from tests.personal import leaks
from tests.signed import signed_pdf


def test_no_exception_of_any_look_names_a_person(personal: Province) -> None:
    app = App(personal.config)
    found, strange = {}, {}
    seen, failed, reasons = Counter[str](), Counter[str](), set()
    with closing(RealGate(FakePinger(), SystemClock())) as gate:
        for target in targets_of(app.inventory()):
            if target.kind == "ping":
                continue
            with gate.look(5.0) as network:
                try:
                    said = repr(KINDS[target.kind].observe(target.spec, network))
                    seen[target.kind] += 1
                except ProbeFailed as error:
                    said = history(error)
                    failed[target.kind] += 1
                    reasons.add(error.reason)
                except Exception as error:  # noqa: BLE001  # whatever it is, it must name nobody
                    said = history(error)
                    strange[target.id] = type(error)
            if leaks(said):
                found[target.id] = leaks(said)

    assert found == {}
    # Looks that end in a fault of the program have read nothing, and so name nobody too easily.
    assert strange == {}
    assert seen.keys() | failed.keys() == {"certificate", "crl", "ocsp", "timestamp", "trust"}
    assert seen["certificate"] + failed["certificate"] == len(personal.certificates)
    assert all(min(seen[kind], failed[kind]) >= 8 for kind in ("certificate", "ocsp")), (seen, failed)
    assert seen["trust"]
    assert seen["timestamp"]
    assert failed["crl"]
    assert len(reasons) >= 10, reasons


@pytest.mark.parametrize("language", ["vi", "en"])
def test_nothing_at_the_terminal_names_a_person(
    language: str, personal: Province, logged: Everything, tmp_path: Path
) -> None:
    files = [str(file) for file in personal.certificates]
    trust = ["--trust", str(personal.authority / "root.pem"), "--chain", str(personal.authority / "sub.pem")]
    lists = ["--crl", str(personal.authority / "lists")]
    near = ["--network", "127.0.0.0/8"]
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "1.pdf").write_bytes(signed_pdf(*personal.signed))
    (documents / "2.pdf").write_bytes(signed_pdf(personal.signed[0])[:-500])
    commands = [
        ["probe", "certificate", *trust, *lists, *files],
        ["probe", "certificate", *trust, *lists, "--json", *files],
        ["probe", "certificate", "--commune", "Xã A Lưới 1", *files],
        ["probe", "ocsp", *trust, *near, "--timeout", "2s", *files],
        ["probe", "ocsp", *trust, *near, "--timeout", "2s", "--json", *files],
        *(["probe", "crl", "--from", file, *trust, *near, "--timeout", "2s"] for file in files),
        ["probe", "trust", "--trust", str(personal.authority / "person.pem")],
        ["check", "--config", str(personal.config), "--live"],
        ["import", "--from-signed", str(documents), "--out", str(tmp_path / "harvest")],
    ]
    first = len(logged.said)
    found, told = {}, 0

    for command in commands:
        done = CliRunner().invoke(thongsuot, ["--lang", language, *command])
        raised = history(None if isinstance(done.exception, SystemExit) else done.exception)
        told += len(done.output)
        if leak := leaks(f"{done.output}{done.stderr}{raised}"):
            found[" ".join(command[:3])] = leak

    assert found == {}
    assert told > 20_000
    assert leaks("\n".join(logged.said[first:])) == []
    harvested = [file.name for file in (tmp_path / "harvest").rglob("*")]
    assert harvested
    assert leaks(" ".join(harvested)) == []


def test_the_path_library_would_name_them_were_it_not_silenced(
    personal: Province, logged: Everything
) -> None:
    (signer,) = read_own_file(str(personal.listed_by_a_person))
    files = (str(personal.authority / f"{name}.pem") for name in ("sub", "root", "lister"))
    sub, root, lister = read_authority_files(files)
    lists = read_lists([str(personal.authority / "lists" / "lister.crl")]).crls
    library = logging.getLogger(SILENCED)

    def said_of_a_look() -> str:
        first = len(logged.said)
        of_revocation((signer, sub, root), (lister,), NOW.timestamp(), lists)
        return "\n".join(logged.said[first:])

    silenced, level = said_of_a_look(), library.level
    library.setLevel(logging.NOTSET)
    try:
        loud = said_of_a_look()
    finally:
        library.setLevel(level)

    assert leaks(silenced) == []
    assert leaks(loud)
