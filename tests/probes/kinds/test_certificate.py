"""The certificate kind over real files; what certificates mean is told in tests/probes/test_pki.py."""

import os
from pathlib import Path
from typing import Any

import pytest

from probes.inventory.certificate_files import LARGEST_FILE_BYTES
from probes.kinds import KINDS
from probes.kinds.certificate import CertificateTarget, observe
from probes.network import Network
from probes.pki import day, parse
from probes.reasons import ProbeFailed, Reason
from probes.signing.signers import verdict_on
from tests.authority import DAY, NOW, Authority, pem, rsa_key
from tests.fakes.no_network import at
from tests.ocsp_answers import Say, answer

ROOT = Authority.root("Root CA")
SUB = ROOT.sub("Sub CA", ends=NOW + 200 * DAY)


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    contents = {
        "root": ROOT.pem,
        "sub": SUB.pem,
        "signer": SUB.signer().pem,
        "expired": SUB.signer(ends=NOW - DAY, key=rsa_key(1024)).pem,
        "empty": b"",
        "page": b"<html>",
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    return {name: str(tmp_path / name) for name in contents}


def failure(target: CertificateTarget, network: Network | None = None) -> ProbeFailed:
    with pytest.raises(ProbeFailed) as caught:
        observe(target, network or at())
    return caught.value


def test_the_kind_is_listed() -> None:
    assert KINDS["certificate"].observe is observe
    assert KINDS["certificate"].target is CertificateTarget


def test_a_good_certificate_gives_its_dates_and_the_earliest_end_of_its_chain(files: dict[str, str]) -> None:
    target = CertificateTarget(file=files["signer"], anchors=(files["root"],), intermediates=(files["sub"],))

    seen = observe(target, at())

    assert seen.measures == {
        "certificate_not_before_timestamp_seconds": (NOW - DAY).timestamp(),
        "certificate_not_after_timestamp_seconds": (NOW + 365 * DAY).timestamp(),
        "certificate_effective_not_after_timestamp_seconds": (NOW + 200 * DAY).timestamp(),
        "chain_length": 3,
    }
    assert seen.facts["trust"] == "trusted"
    assert seen.facts["key"] == "ec-256"
    assert seen.facts["state"] == "revocation_unknown"


def test_a_bad_certificate_gives_its_worst_reason_every_reason_and_its_dates(files: dict[str, str]) -> None:
    target = CertificateTarget(file=files["expired"], anchors=(files["root"],), intermediates=(files["sub"],))

    failed = failure(target)

    assert failed.reason is Reason.CERTIFICATE_EXPIRED
    assert failed.detail == (
        f"the certificate expired on {day((NOW - DAY).timestamp()).en}; "
        "the key of the certificate is RSA with 1024 bits; "
        "no list and no OCSP answer"
    )
    assert failed.measures["certificate_not_after_timestamp_seconds"] == (NOW - DAY).timestamp()
    assert failed.measures["certificate_effective_not_after_timestamp_seconds"] == (NOW - DAY).timestamp()
    assert failed.facts["reasons"] == "expired weak revocation_unknown"


def test_the_clock_of_the_look_decides(files: dict[str, str]) -> None:
    target = CertificateTarget(file=files["signer"])

    assert failure(target, at((NOW + 366 * DAY).timestamp())).reason is Reason.CERTIFICATE_EXPIRED
    assert failure(target, at((NOW - 2 * DAY).timestamp())).reason is Reason.CERTIFICATE_NOT_YET_VALID


def test_without_anchors_nobody_can_say_whether_to_trust_it(files: dict[str, str]) -> None:
    failed = failure(CertificateTarget(file=files["signer"]))

    assert failed.reason is Reason.CERTIFICATE_CHAIN_INCOMPLETE
    assert failed.facts["trust"] == "unchecked"
    assert failed.measures["chain_length"] == 1


def test_of_an_incomplete_chain_nobody_says_when_it_ends(files: dict[str, str]) -> None:
    failed = failure(CertificateTarget(file=files["signer"], anchors=(files["root"],)))

    assert failed.reason is Reason.CERTIFICATE_CHAIN_INCOMPLETE
    assert failed.detail == "the certificate of “Sub CA” is missing"
    assert "certificate_not_after_timestamp_seconds" in failed.measures
    assert "certificate_effective_not_after_timestamp_seconds" not in failed.measures


def test_the_chain_may_lie_in_the_signers_own_file(files: dict[str, str], tmp_path: Path) -> None:
    bundle = tmp_path / "bundle"
    bundle.write_bytes(pem(ROOT.certificate, SUB.certificate) + SUB.signer().pem)

    seen = observe(CertificateTarget(file=str(bundle), anchors=(files["root"],)), at())

    assert seen.measures["chain_length"] == 3
    assert seen.measures["certificate_not_after_timestamp_seconds"] == (NOW + 365 * DAY).timestamp()


def test_of_an_old_and_a_renewed_certificate_in_one_file_the_renewed_one_counts(tmp_path: Path) -> None:
    both = tmp_path / "both"
    both.write_bytes(SUB.signer(ends=NOW - DAY).pem + SUB.signer(ends=NOW + 90 * DAY).pem)

    failed = failure(CertificateTarget(file=str(both)))

    assert failed.measures["certificate_not_after_timestamp_seconds"] == (NOW + 90 * DAY).timestamp()


def test_a_file_that_holds_only_authorities_is_judged_by_the_lowest(
    files: dict[str, str], tmp_path: Path
) -> None:
    bundle = tmp_path / "authorities"
    bundle.write_bytes(pem(ROOT.certificate, SUB.certificate))

    failed = failure(CertificateTarget(file=str(bundle), anchors=(files["root"],)))

    assert failed.reason is Reason.CERTIFICATE_WRONG_USAGE
    assert failed.measures["certificate_not_after_timestamp_seconds"] == (NOW + 200 * DAY).timestamp()


@pytest.mark.parametrize(
    ("name", "reason", "detail"),
    [
        ("nowhere", Reason.CERTIFICATE_MISSING, ""),
        ("root/below", Reason.CERTIFICATE_MISSING, ""),
        ("a\0b", Reason.CERTIFICATE_MISSING, ""),
        ("pem", Reason.CERTIFICATE_MISSING, "the folder holds no certificate file"),
        ("pipe", Reason.CERTIFICATE_UNREADABLE, "not a regular file"),
        ("large", Reason.CERTIFICATE_UNREADABLE, "larger than 1 MiB"),
        ("loop", Reason.CERTIFICATE_UNREADABLE, "Too many levels of symbolic links"),
        ("empty", Reason.CERTIFICATE_UNREADABLE, "the file is empty"),
        ("page", Reason.CERTIFICATE_UNREADABLE, "the file holds no certificate"),
    ],
)
@pytest.mark.usefixtures("files")
def test_a_file_without_a_certificate_says_why(
    tmp_path: Path, name: str, reason: Reason, detail: str
) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "pem").mkdir()
    (tmp_path / "large").write_bytes(bytes(LARGEST_FILE_BYTES + 1))
    (tmp_path / "loop").symlink_to(tmp_path / "loop")

    failed = failure(CertificateTarget(file=f"{tmp_path}/{name}"))

    assert (failed.reason, failed.detail) == (reason, detail)
    assert failed.__context__ is None or str(tmp_path) not in str(failed.__context__)


def test_a_signer_without_a_file_has_no_certificate() -> None:
    assert failure(CertificateTarget(file=None)).reason is Reason.CERTIFICATE_MISSING


def test_a_file_we_may_not_read_is_our_own_fault(files: dict[str, str]) -> None:
    Path(files["signer"]).chmod(0)
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)  # root may read everything; nobody may not
    try:
        failed = failure(CertificateTarget(file=files["signer"]))
    finally:
        os.seteuid(user)

    assert failed.reason is Reason.NO_PERMISSION
    assert failed.reason.ours


@pytest.mark.parametrize(
    ("anchor", "detail"),
    [
        ("nowhere", "nowhere: No such file or directory"),
        ("empty", "empty: the file is empty"),
        ("half", "half: entry 2 is not a certificate"),
    ],
)
def test_anchors_that_cannot_be_read_say_nothing_about_the_certificate(
    files: dict[str, str], tmp_path: Path, anchor: str, detail: str
) -> None:
    (tmp_path / "half").write_bytes(ROOT.pem + SUB.pem[:300])

    failed = failure(CertificateTarget(file=files["signer"], anchors=(str(tmp_path / anchor),)))

    assert (failed.reason, failed.detail) == (Reason.TRUST_UNREADABLE, detail)
    assert failed.reason.ours


def test_anchors_that_change_are_read_again(files: dict[str, str], tmp_path: Path) -> None:
    anchor = tmp_path / "anchor"
    anchor.write_bytes(Authority.root("Other Root").pem)
    target = CertificateTarget(file=files["signer"], anchors=(str(anchor),), intermediates=(files["sub"],))
    before = failure(target).reason

    anchor.write_bytes(ROOT.pem)
    os.utime(anchor, (0, 1))

    assert before is Reason.CERTIFICATE_CHAIN_INCOMPLETE
    assert observe(target, at()).facts["trust"] == "trusted"


def kept_in(folder: Path, said: Say) -> None:
    """Keep an answer where the target of `watched` looks for it."""
    folder.mkdir(exist_ok=True)
    file = folder / f"{parse(said.about.der).facts.fingerprint}.ocsp"
    file.write_bytes(answer(said, by=SUB.issued))


def watched(files: dict[str, str], file: Path, answers: Path) -> CertificateTarget:
    return CertificateTarget(
        file=str(file), anchors=(files["root"],), intermediates=(files["sub"],), answers=str(answers)
    )


@pytest.mark.parametrize("what_comes", ["the answer", "the file"])
def test_what_comes_while_a_certificate_is_judged_is_judged_next(
    files: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what_comes: str
) -> None:
    signer, answers, file = SUB.signer(), tmp_path / "ocsp", tmp_path / "signer"
    target = watched(files, file, answers)
    file.write_bytes(signer.pem)
    kept_in(answers, Say(signer, SUB))

    def and_meanwhile(*given: Any) -> Any:
        verdict = verdict_on(*given)
        if what_comes == "the answer":
            kept_in(answers, Say(signer, SUB, status="revoked"))
        else:
            file.write_bytes(Path(files["expired"]).read_bytes())
        return verdict

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr("probes.kinds.certificate.verdict_on", and_meanwhile)
        assert observe(target, at()).facts["revocation"] == "good"

    now = Reason.CERTIFICATE_REVOKED if what_comes == "the answer" else Reason.CERTIFICATE_EXPIRED
    assert failure(target).reason is now


def test_an_answer_about_another_certificate_of_the_signer_may_change_which_one_counts(
    files: dict[str, str], tmp_path: Path
) -> None:
    old, renewed = SUB.signer(ends=NOW + 130 * DAY), SUB.signer(ends=NOW + 150 * DAY)
    answers, both = tmp_path / "ocsp", tmp_path / "both"
    both.write_bytes(old.pem + renewed.pem)
    target = watched(files, both, answers)
    kept_in(answers, Say(old, SUB))
    kept_in(answers, Say(renewed, SUB, status="revoked", reason="certificate_hold"))
    on_hold = observe(target, at())

    kept_in(answers, Say(renewed, SUB))

    ends = "certificate_not_after_timestamp_seconds"
    assert on_hold.measures[ends] == (NOW + 130 * DAY).timestamp()
    assert observe(target, at()).measures[ends] == (NOW + 150 * DAY).timestamp()
