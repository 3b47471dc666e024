"""`thongsuot check --live` over signers: judged by the lists that this very look has fetched, told in plain words."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from exporter.cli import thongsuot
from probes.reasons import Reason
from probes.signing.state import SigningState
from tests.authority import DAY, NOW, Authority, Issued
from tests.revocation_lists import crl_of, on_hold, revoked
from tests.servers.loopback import serving
from tests.servers.publisher import Publisher

ROOT = Authority.root("Root CA thử nghiệm")
GOOD, GONE, HELD = (ROOT.signer() for _ in range(3))
ENDING = ROOT.signer(ends=NOW + 30 * DAY)
NOT_TOLD = SigningState.REVOCATION_UNKNOWN

_HEAD = """
provinces: [{code: "12", name: Tỉnh Lai Châu}]
isps: [{id: vnpt, name: VNPT}]
communes: [{code: "03405", name: Xã Tả Lèng, province: "12", sites: [{id: centre}]}]
"""


@contextmanager
def province(folder: Path, **signers: Issued | None) -> Iterator[Path]:
    """An inventory with these signers; None: only an end is declared. Its authority publishes GONE and HELD."""
    (folder / "root.pem").write_bytes(ROOT.pem)
    lines = []
    for name, issued in signers.items():
        known = "not_after: 2099-01-01"
        if issued is not None:
            (folder / f"{name}.pem").write_bytes(issued.pem)
            known = f"authority: ca, file: {name}.pem"
        lines.append(f'  - {{id: {name}, commune: "03405", role: van-thu, signer_kind: person, {known}}}\n')
    with serving(Publisher(crl_of(ROOT, revoked(GONE), on_hold(HELD))).meet) as port:
        authority = f"{{id: ca, name: CA, anchors: [root.pem], from_certificates: no, crl: ['http://127.0.0.1:{port}/ca.crl']}}"
        text = f"{_HEAD}authorities: [{authority}]\nsigners:\n{''.join(lines)}"
        (folder / "a.yml").write_text(text, encoding="utf-8")
        yield folder


def look(folder: Path, language: str) -> str:
    arguments = ["--lang", language, "check", "--config", str(folder), "--live"]
    result = CliRunner().invoke(thongsuot, arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_revoked_signer_and_one_on_hold_are_named(tmp_path: Path) -> None:
    with province(tmp_path, good=GOOD, gone=GONE, held=HELD):
        told = look(tmp_path, "en")

    assert "3 of 5 targets answered as expected" in told  # trust, list, good
    assert f"{Reason.CERTIFICATE_REVOKED.sentence.en} (1)" in told
    assert "  03405/signer/gone  the certificate was revoked on" in told
    assert f"{Reason.CERTIFICATE_SUSPENDED.sentence.en} (1)" in told
    assert "  03405/signer/held  the certificate was put on hold on" in told
    assert NOT_TOLD.sentence.en not in told


def test_what_is_said_of_a_certificate_in_vietnamese_is_vietnamese(tmp_path: Path) -> None:
    with province(tmp_path, gone=GONE, rubbish=GOOD, past=ROOT.signer(ends=NOW - DAY)):
        (tmp_path / "rubbish.pem").write_text("<html>")
        told = look(tmp_path, "vi")

    assert "  03405/signer/gone  chứng thư đã bị thu hồi ngày" in told
    assert "  03405/signer/rubbish  tệp không chứa chứng thư nào" in told
    assert [line for line in told.splitlines() if line.startswith("  03405/signer/past  ")]
    assert not [word for word in (" the ", "revoked", "expired", "file") if word in told]


@pytest.mark.parametrize(("language", "count"), [("vi", "2 chứng thư"), ("en", "2 signing certificates")])
def test_signers_that_need_attention_are_counted_by_state(tmp_path: Path, language: str, count: str) -> None:
    with province(tmp_path, good=GOOD, ending=ENDING, told=None):
        told = look(tmp_path, language).splitlines()

    closed, declared = SigningState.RENEW_WINDOW_CLOSED.sentence, SigningState.DECLARED.sentence
    place = next(place for place, line in enumerate(told) if line.startswith(count))
    sentences = [text.vi if language == "vi" else text.en for text in (closed, declared)]
    assert told[place + 1 :] == [
        f"  1  {sentences[0]}: 03405/signer/ending",
        f"  1  {sentences[1]}: 03405/signer/told",
    ]


def test_the_evidence_of_a_look_goes_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places = tmp_path / "temporary"
    places.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(places))
    (tmp_path / "inventory").mkdir()

    with province(tmp_path / "inventory", gone=GONE):
        look(tmp_path / "inventory", "en")

    assert list(places.iterdir()) == []
    assert not (tmp_path / "inventory" / "data").exists()


def test_a_signer_without_an_authority_is_noted(tmp_path: Path) -> None:
    with province(tmp_path, good=GOOD, alone=ENDING, told=None):
        text = (tmp_path / "a.yml").read_text(encoding="utf-8")
        (tmp_path / "a.yml").write_text(
            text.replace("authority: ca, file: alone", "file: alone"), encoding="utf-8"
        )
        told = CliRunner().invoke(thongsuot, ["check", "--config", str(tmp_path)]).output.splitlines()

    assert told[-1].startswith("note: a signer that names no authority is never valid, ")
    assert told[-1].endswith(" (1): 03405/signer/alone")


def test_why_fewer_targets_are_looked_at_than_counted_is_said(tmp_path: Path) -> None:
    with province(tmp_path, good=GOOD, gone=GONE):
        text = (tmp_path / "a.yml").read_text(encoding="utf-8")
        (tmp_path / "a.yml").write_text(
            text.replace("from_certificates: no", "from_certificates: no, ocsp: 'http://127.0.0.1:1/'"),
            encoding="utf-8",
        )
        told = look(tmp_path, "en").splitlines()

    assert ["targets", "7"] in map(str.split, told)
    at = next(place for place, line in enumerate(told) if " of 5 targets answered" in line)
    assert (
        told[at + 1] == "  of the 7 targets 2 are left out: OCSP is not asked about every single certificate"
    )


def test_what_an_authority_did_wrong_is_told_in_vietnamese_too(tmp_path: Path) -> None:
    with province(tmp_path, good=GOOD):
        text = (tmp_path / "a.yml").read_text(encoding="utf-8")
        (tmp_path / "a.yml").write_text(
            text.replace("/ca.crl", "/ca.crl', 'http://a_b..c/"), encoding="utf-8"
        )
        told = look(tmp_path, "vi")

    assert "a_b..c: 'a_b..c' không thể là tên máy" in told
