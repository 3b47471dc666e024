"""`thongsuot probe certificate` on what lies on tokens and in the Windows store."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from exporter.cli import thongsuot
from exporter.cli.probe.certificate_sources import subjects
from probes.language import Language
from probes.tokens.windows_store import store_certificates
from tests.authority import PERSON, PERSON_NAME, Authority, rsa_key
from tests.peers.softhsm import SoftHsm

ROOT = Authority.root("Root CA")
SUB = ROOT.sub("Sub CA")
SIGNER = SUB.signer(subject=PERSON, key=rsa_key())
OTHER = SUB.signer()


def probe(*arguments: str) -> Result:
    return CliRunner().invoke(thongsuot, ["--lang", "en", "probe", "certificate", *arguments])


@pytest.fixture
def trust(tmp_path: Path) -> tuple[str, ...]:
    (tmp_path / "root.pem").write_bytes(ROOT.pem)
    return ("--trust", str(tmp_path / "root.pem"))


@pytest.mark.needs("softhsm2-util", "pkcs11-tool")
def test_each_signer_on_a_token_is_explained_with_the_authorities_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trust: tuple[str, ...]
) -> None:
    token = SoftHsm.below(tmp_path, monkeypatch)
    token.add("a", SIGNER.der, SUB.issued.der, OTHER.der)

    result = probe("--token", token.module, *trust)

    assert result.exit_code == 0, result.output
    assert result.output.count("leads to a pinned root") == 2
    assert PERSON_NAME not in result.output


@pytest.mark.needs("softhsm2-util")
def test_a_token_without_a_certificate_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    token = SoftHsm.below(tmp_path, monkeypatch)
    token.add("empty")

    result = probe("--token", token.module)

    assert result.exit_code == 1
    assert "The token holds no certificate" in result.output


def test_a_library_that_is_no_module_says_so(tmp_path: Path) -> None:
    (tmp_path / "page.so").write_text("<html>")

    result = probe("--token", str(tmp_path / "page.so"))

    assert result.exit_code == 1
    assert "PKCS#11 module cannot be loaded" in result.output


def test_each_signer_of_the_windows_store_is_a_subject() -> None:
    # Windows itself is not here: what its function lists is given by hand
    entries = [(SIGNER.der, "x509_asn", True), (SUB.issued.der, "x509_asn", True), (b"?", "x509_asn", True)]

    found = list(subjects((), (), lambda: store_certificates(lambda _: entries).certificates, Language.EN))

    assert [len(subject.read()) for subject in found] == [2]
    assert found[0].name.startswith("Windows store ")


def test_each_certificate_file_of_a_folder_is_explained(tmp_path: Path) -> None:
    root = Authority.root()
    folder = tmp_path / "scanned"
    folder.mkdir()
    for name in ("a.pem", "b.cer"):
        (folder / name).write_bytes(root.signer().pem)
    (folder / "c.p7b").write_text("<html>")
    (folder / "notes.txt").write_text("no certificate")

    done = CliRunner().invoke(thongsuot, ["--lang", "en", "probe", "certificate", str(folder), "--json"])

    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(Path(one["file"]).name, one["state"]) for one in told] == [
        ("a.pem", "chain_incomplete"),
        ("b.cer", "chain_incomplete"),
        ("c.p7b", "unreadable"),
    ]


def test_a_folder_without_certificate_files_is_told(tmp_path: Path) -> None:
    done = CliRunner().invoke(thongsuot, ["--lang", "vi", "probe", "certificate", str(tmp_path)])

    assert done.exit_code == 1
    assert "thư mục không có tệp chứng thư nào" in done.stdout
