"""`thongsuot probe token` as people see it. Expected pages stand in tests/expected/probe/."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives import hashes

from exporter.cli import thongsuot
from tests.authority import PERSON, PERSON_EMAIL, PERSON_ID, PERSON_NAME, Authority, Issued
from tests.peers.softhsm import Shim, SoftHsm

pytestmark = pytest.mark.needs("softhsm2-util", "pkcs11-tool", "gcc", "gencat")
EXPECTED = Path(__file__).parents[2] / "expected" / "probe"
ROOT = Authority.root("Root CA thử nghiệm", starts=datetime(2018, 1, 1, tzinfo=UTC))
MINE = ROOT.signer(
    subject=PERSON, starts=datetime(2020, 1, 5, tzinfo=UTC), ends=datetime(2099, 1, 5, tzinfo=UTC)
)
GONE = ROOT.signer(
    subject=PERSON, starts=datetime(2015, 1, 5, tzinfo=UTC), ends=datetime(2020, 1, 5, tzinfo=UTC)
)
OTHER = ROOT.signer()


@pytest.fixture
def shim(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shim:
    hsm = SoftHsm.below(tmp_path, monkeypatch)
    hsm.add(PERSON_NAME[:20], MINE.der, GONE.der)
    return Shim.over(hsm.module, tmp_path)


def fingerprint(issued: Issued = MINE) -> str:
    return issued.certificate.fingerprint(hashes.SHA256()).hex()


def probe(*arguments: str, language: str = "en") -> Result:
    return CliRunner().invoke(thongsuot, ["--lang", language, "probe", "token", *arguments])


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    ("page", "wishes", "wanted", "code"),
    [
        ("token-good", [], MINE, 0),
        ("token-flags-unknown", ["maker=Vendor"], None, 0),
        ("token-last-try", ["flags_or=30000"], MINE, 0),
        ("token-locked", ["flags_or=70000"], None, 1),
        ("token-of-another", [], OTHER, 1),
        ("token-in-error", ["rv=C_OpenSession:30"], None, 1),
        ("token-absent", ["absent=1"], MINE, 1),
        ("token-no-reader", ["noslots=1"], None, 1),
        ("token-module-crashed", ["segv=C_FindObjects"], None, 1),
        ("token-module-refuses", ["rv=C_Initialize:5"], None, 1),
    ],
)
def test_the_page_is_the_expected_one(
    shim: Shim, page: str, wishes: list[str], wanted: Issued | None, code: int, language: str
) -> None:
    shim.does(*wishes)
    result = probe(
        shim.module, *(("--fingerprint", fingerprint(wanted)) if wanted else ()), language=language
    )

    assert result.exit_code == code
    assert in_any_run(result.output) == (EXPECTED / f"{page}.{language}.txt").read_text()


def in_any_run(page: str) -> str:
    """Fingerprints, days left, and the slot of the token differ from run to run."""
    page = re.sub(r"[0-9a-f]{16}…", "0123456789abcdef…", page)
    page = re.sub(r"\d+[.,]\d+ (ngày|days)", r"N \1", page)
    return re.sub(r"(Khe|khe|Slot|slot) \d", r"\1 n", page)


def test_json_has_tokens_and_their_certificates_and_nobody(shim: Shim) -> None:
    result = probe(shim.module, "--fingerprint", fingerprint(), "--json")

    told = json.loads(result.output)
    assert result.exit_code == 0
    assert (told["kind"], told["target"], told["state"], told["slots"]) == ("token", shim.module, "ok", 2)
    assert [(token["state"], token["model"]) for token in told["tokens"]] == [("ok", "softhsm-v2")]
    assert {
        "fingerprint": fingerprint()[:16],
        "not_before": MINE.certificate.not_valid_before_utc.timestamp(),
        "not_after": MINE.certificate.not_valid_after_utc.timestamp(),
    } in [one for token in told["tokens"] for one in token["certificates"]]
    assert not any(word in result.output for word in (PERSON_NAME[:10], PERSON_EMAIL, PERSON_ID))


def test_json_of_a_module_that_cannot_be_read_has_no_tokens() -> None:
    result = probe("/nowhere/vendor.so", "--json")

    told = json.loads(result.output)
    assert result.exit_code == 1
    assert (told["state"], told["slots"], told["tokens"]) == ("module_missing", None, None)
    assert told["result"]["reason"] == "module_missing"


@pytest.mark.parametrize("written", ["", "0011", "0" * 65, "không" * 8])
def test_a_fingerprint_that_is_none_is_wrong_usage(shim: Shim, written: str) -> None:
    result = probe(shim.module, "--fingerprint", written)

    assert result.exit_code == 2
    assert "must be 16 to 64 hexadecimal digits" in result.output
    assert shim.calls == []


def test_nothing_asks_for_a_pin() -> None:
    assert not re.search(r"--\S*pin|password", probe("--help").output, re.IGNORECASE)
