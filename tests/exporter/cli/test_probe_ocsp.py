"""`thongsuot probe ocsp` as people and programs see it, with a responder on loopback."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography import x509
from cryptography.x509.oid import AuthorityInformationAccessOID

from exporter.cli import thongsuot
from exporter.cli.detail_words import WORDS
from tests.authority import DAY, NOW, PERSON, PERSON_EMAIL, PERSON_ID, PERSON_NAME, Authority
from tests.ocsp_answers import HOUR, Say, answer, error, responder
from tests.probes.kinds.ocsp_faults import BAD
from tests.probes.kinds.ocsp_faults import ROOT as ROOT_OF_THE_KIND
from tests.probes.kinds.ocsp_faults import SIGNER as OF_THE_KIND
from tests.probes.kinds.ocsp_faults import SUB as SUB_OF_THE_KIND
from tests.servers.loopback import Script, serving
from tests.servers.responder import Reply, responds

ROOT = Authority.root()
SUB = ROOT.sub()
SIGNER = SUB.signer(subject=PERSON)
GOOD = Say(SIGNER, SUB)
STALE = replace(GOOD, this_update=NOW - 9 * HOUR, next_update=NOW - HOUR)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "root.pem").write_bytes(ROOT.pem)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "sub.cer").write_bytes(SUB.issued.der)
    (tmp_path / "sub" / "notes.txt").write_text("no certificate")
    (tmp_path / "signer.pem").write_bytes(SIGNER.pem)
    return tmp_path


def run(*arguments: object, language: str = "en") -> Result:
    return CliRunner().invoke(thongsuot, ["--lang", language, "probe", "ocsp", *map(str, arguments)])


def asked(script: Script, folder: Path, *options: object, language: str = "en") -> Result:
    known = ("--trust", folder / "root.pem", "--chain", folder / "sub")
    with serving(script) as port:
        url = f"http://127.0.0.1:{port}/ocsp"
        return run(folder / "signer.pem", "--url", url, *known, *options, language=language)


def says(said: Say, nonce: bytes | None = None, **more: object) -> Reply:
    by = more.pop("by", None) or responder(SUB)
    return lambda _: answer(said, by=by, nonce=nonce, **more)  # type: ignore[arg-type]


def has(result: Result, *lines: str) -> None:
    for line in lines:
        assert re.search(f"^{line}$", result.output, re.MULTILINE), (line, result.output)


def test_a_good_answer_is_explained_in_english(folder: Path) -> None:
    result = asked(responds(says(GOOD)), folder)

    assert result.exit_code == 0, result.output
    has(
        result,
        r"OCSP about .+/signer\.pem",
        r"  Sent +a question about a certificate's number, no name",
        r"  Address +127\.0\.0\.1:\d+",
        r"  Answer +not revoked",
        r"  As of +20\d\d-\d\d-\d\d \d\d:\d\d \+07",
        r"  Valid until +20\d\d-\d\d-\d\d \d\d:\d\d \+07",
        r"  Signed by +whom that issuer appointed, certificate until 20\d\d-\d\d-\d\d, 36\d days left",
        r"  Nonce +none, which is allowed: answers made in advance",
        r"Phases",
        r"✓ A true and fresh answer: not revoked",
    )


def test_a_good_answer_is_explained_in_vietnamese(folder: Path) -> None:
    result = asked(
        responds(says(replace(GOOD, next_update=None, this_update=NOW), by=SUB.issued)), folder, language="vi"
    )

    assert result.exit_code == 0, result.output
    has(
        result,
        r"Hỏi OCSP về .+/signer\.pem",
        r"  Gửi +câu hỏi về số hiệu của một chứng thư, không có họ tên",
        r"  Trả lời +không bị thu hồi",
        r"  Tình trạng lúc +\d\d:\d\d, \d\d/\d\d/20\d\d",
        r"  Người ký +chính tổ chức đã cấp chứng thư, chứng thư đến ngày \d\d/\d\d/20\d\d, còn 3\.6\d\d ngày",
        r"  Số ngẫu nhiên +không có \(được phép: câu trả lời làm sẵn\)",
        r"✓ Trả lời đúng và còn hạn: không bị thu hồi",
    )
    assert "Có giá trị đến" not in result.output


@pytest.mark.parametrize(
    ("said", "words", "hint"),
    [
        (
            replace(GOOD, status="revoked", reason="key_compromise"),
            "the certificate was revoked on 20.+ \\(its key was exposed\\)",
            "Do not sign with this certificate; .+",
        ),
        (
            replace(GOOD, status="revoked", reason="certificate_hold"),
            "the certificate was put on hold on 20.+",
            "Do not sign with this certificate; .+",
        ),
        (
            replace(GOOD, status="revoked", revoked_at=NOW + DAY),
            "the certificate will be revoked on 20.+",
            "Do not sign with this certificate; .+",
        ),
        (
            replace(GOOD, status="unknown"),
            "does not know this certificate",
            "Ask the authority whether this responder is the right one for the certificate",
        ),
    ],
    ids=["revoked", "on hold", "to be revoked", "unknown"],
)
def test_a_true_answer_may_be_bad_news(said: Say, words: str, hint: str, folder: Path) -> None:
    result = asked(responds(says(said)), folder)

    assert result.exit_code == 0  # the responder did what is expected of it
    has(result, f"  Answer +{words}", f"! A true and fresh answer: {words}", f"→ {hint}")


@pytest.mark.parametrize(
    ("reply", "hint"),
    [
        (
            says(GOOD, nonce=b"\x01" * 32),
            r"The answer is right and fresh, but was made for another question: .+",
        ),
        (
            says(GOOD, by=responder(SUB, starts=NOW - 99 * DAY, ends=NOW + 9 * DAY)),
            r"The responder's own certificate ends soon: .+",
        ),
        (
            says(replace(GOOD, this_update=NOW - timedelta(microseconds=1))),
            r"The answer is right but not written by the standard, .+",
        ),
    ],
    ids=["another's nonce", "signer ends soon", "fractions of a second"],
)
def test_a_blemish_is_told_below_the_answer(reply: Reply, hint: str, folder: Path) -> None:
    result = asked(responds(reply), folder)

    assert result.exit_code == 0
    has(result, "✓ A true and fresh answer: not revoked", f"→ {hint}")


def test_an_old_answer_is_shown_with_its_dates(folder: Path) -> None:
    english, vietnamese = (
        asked(responds(says(STALE)), folder, language=language) for language in ("en", "vi")
    )

    assert english.exit_code == vietnamese.exit_code == 1
    has(
        english, r"✗ The authority's answer is out of date \(held until \d+ s ago\)", r"  Answer +not revoked"
    )
    has(
        vietnamese,
        r"✗ Câu trả lời của tổ chức chứng thực đã quá hạn sử dụng \(quá hạn \d+ giây\)",
        r"  Có giá trị đến +\d\d:.+",
    )


@pytest.mark.parametrize("language", ["en", "vi"])
def test_what_a_responder_says_of_itself_is_told(language: str, folder: Path) -> None:
    result = asked(responds(lambda _: error(3)), folder, language=language)

    assert result.exit_code == 1
    has(
        result,
        r"✗ The authority's service itself reports an error \(try later\)"
        if language == "en"
        else r"✗ Dịch vụ của tổ chức chứng thực tự báo là đang lỗi \(hẹn thử lại sau\)",
    )


NOT_SAID_IN_WORDS = {
    "a login page",
    "a login page that calls itself an answer",
    "nothing",
    "a certificate in pem",
} | {
    "cut short",
    "good, and no body",
    "too long",
    "sent elsewhere",
    "sent inside",
    "sent to this machine",
    "not found",
    "server error",
    "out of date",
    "an hour old, without an end",
    "from tomorrow",
}


@pytest.mark.parametrize("case", sorted(BAD.keys() - NOT_SAID_IN_WORDS))
def test_every_fault_of_an_answer_is_told_in_vietnamese(case: str, folder: Path) -> None:
    (folder / "root.pem").write_bytes(ROOT_OF_THE_KIND.pem)
    (folder / "sub" / "sub.cer").write_bytes(SUB_OF_THE_KIND.issued.der)
    (folder / "signer.pem").write_bytes(OF_THE_KIND.pem)
    script, reason, _ = BAD[case]
    result = asked(script, folder, language="vi")

    (line,) = [line for line in result.output.splitlines() if line.startswith("✗")]
    assert line.startswith(f"✗ {reason.sentence.vi} (")
    assert line.removesuffix(")").rpartition(" (")[2] in set(WORDS.values())


def test_an_issuer_that_leads_to_no_pinned_root_is_not_believed(folder: Path) -> None:
    (folder / "root.pem").write_bytes(Authority.root("Another root").pem)
    known = ("--trust", folder / "root.pem", "--chain", folder / "sub")
    result = run(folder / "signer.pem", "--url", "http://127.0.0.1:9/", *known)

    assert result.exit_code == 1
    has(result, r"✗ A root or intermediate .+ \(its issuer is not among the known authorities\)")


def test_without_the_issuer_nothing_is_asked(folder: Path) -> None:
    result = run(folder / "signer.pem", "--url", "http://127.0.0.1:9/", "--trust", folder / "root.pem")

    assert result.exit_code == 1
    has(result, r"✗ A root or intermediate .+ \(its issuer is not among the known authorities\)")
    assert "Sent" not in result.output


def test_a_certificate_that_names_no_responder_is_not_said_to_lead_anywhere(folder: Path) -> None:
    result = run(folder / "signer.pem", "--trust", folder / "root.pem", "--chain", folder / "sub")

    assert result.exit_code == 1
    has(result, r"✗ The certificate names no http address of an OCSP service", r"→ .+ with --url")


def _with_its_address(port: int) -> bytes:
    where = x509.UniformResourceIdentifier(f"http://127.0.0.1:{port}/")
    access = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, where)
    return SUB.signer(extra=((x509.AuthorityInformationAccess([access]), False),)).pem


@pytest.mark.parametrize(
    ("networks", "line"),
    [
        ((), r"✗ This address leads to a place that may not be connected to.*"),
        (("--network", "127.0.0.0/8"), r"✗ The authority's service itself reports an error \(unauthorized\)"),
    ],
)
def test_an_address_in_a_certificate_is_a_strangers_word(
    networks: tuple[str, ...], line: str, folder: Path
) -> None:
    with serving(responds(lambda _: error(6))) as port:
        (folder / "signer.pem").write_bytes(_with_its_address(port))
        result = run(folder / "signer.pem", "--chain", folder / "sub", *networks)

    has(result, line)


def test_a_program_gets_one_line_of_json_per_file(folder: Path) -> None:
    gone = folder / "mat.pem"
    with serving(responds(says(GOOD))) as port:
        url = f"http://127.0.0.1:{port}/"
        result = run(folder / "signer.pem", gone, "--url", url, "--chain", folder / "sub", "--json")

    first, second = (json.loads(line) for line in result.output.splitlines())
    assert result.exit_code == 1
    assert (first["kind"], first["target"]) == ("ocsp", str(folder / "signer.pem"))
    assert first["result"]["facts"]["status"] == "good"
    assert len(first["peers"]) == 1
    assert second["result"]["reason"] == "certificate_missing"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--url", "ftp://127.0.0.1/"), "is no http:// or https:// address"),
        (("--url", "http://"), "is no http:// or https:// address"),
        (("--url", "http://127.0.0.1:99999/"), "is no http:// or https:// address"),
        (("--network", "10.0.0.0/33"), "'10.0.0.0/33' is no network, such as 10.0.0.0/8"),
    ],
)
def test_wrong_usage_is_refused(options: tuple[str, ...], said: str, folder: Path) -> None:
    result = run(folder / "signer.pem", *options)

    assert result.exit_code == 2
    assert said in result.output


def test_an_address_may_be_given_without_its_scheme(folder: Path) -> None:
    with serving(responds(says(GOOD))) as port:
        result = run(folder / "signer.pem", "--url", f"127.0.0.1:{port}", "--chain", folder / "sub")

    assert result.exit_code == 0, result.output


def test_nothing_of_the_person_is_shown(folder: Path) -> None:
    looks: list[Callable[[], Result]] = [
        lambda: asked(responds(says(GOOD)), folder),
        lambda: asked(responds(says(GOOD)), folder, "--json"),
        lambda: asked(responds(says(GOOD, by=SIGNER)), folder, language="vi"),
        lambda: asked(responds(lambda _: SIGNER.der), folder),
    ]
    shown = "".join(look().output for look in looks)

    for secret in (PERSON_NAME, PERSON_EMAIL, PERSON_ID, str(SIGNER.certificate.serial_number)):
        assert secret not in shown
