"""The ocsp kind against responders that are not ours: OpenSSL's program, and Certomancer."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from probes.gate import RealGate
from probes.kinds import KINDS
from probes.kinds.ocsp import OcspSubject, OcspTarget
from probes.observation import Result
from probes.reasons import Reason
from probes.runner import look
from tests.authority import NOW, Authority, Issued, rsa_key
from tests.ocsp_answers import HOUR, responder
from tests.servers.certomancer_ca import Certomancer, certomancer
from tests.servers.openssl_ocsp import Entry, openssl_ocsp

GENEROUS = 60.0
ROOT = Authority.root(key=rsa_key())
SUB = ROOT.sub(key=rsa_key(number=1))
GOOD, REVOKED, HELD, UNKNOWN = (SUB.signer() for _ in range(4))
REVOKED_AT = NOW - timedelta(days=3)
ENTRIES = (
    Entry(GOOD),
    Entry(REVOKED, REVOKED_AT, "keyCompromise"),
    Entry(HELD, REVOKED_AT, "holdInstruction,holdInstructionNone"),
)
DELEGATE = responder(SUB)
CANARIES = (("good", GOOD), ("revoked", REVOKED))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("certificates")
    for name, issued in {
        "root": ROOT.issued,
        "sub": SUB.issued,
        "good": GOOD,
        "revoked": REVOKED,
        "held": HELD,
        "unknown": UNKNOWN,
    }.items():
        (folder / f"{name}.pem").write_bytes(issued.pem)
    return folder


def _target(url: str, folder: Path, suffix: str, *subjects: OcspSubject) -> OcspTarget:
    return OcspTarget(
        url=url,
        subjects=subjects,
        anchors=(str(folder / f"root.{suffix}"),),
        intermediates=(str(folder / f"sub.{suffix}"),),
    )


# OpenSSL


def openssl_says(
    gate: RealGate, written: Path, folder: Path, name: str, *options: str, signer: Issued = DELEGATE
) -> Result:
    with openssl_ocsp(folder, SUB, ENTRIES, signer, *options) as port:
        subject = OcspSubject(file=str(written / f"{name}.pem"))
        target = _target(f"http://127.0.0.1:{port}/", written, "pem", subject)
        return look(KINDS["ocsp"], target, gate, GENEROUS)


@pytest.mark.needs("openssl")
@pytest.mark.parametrize(
    ("name", "status", "reason"),
    [
        ("good", "good", None),
        ("revoked", "revoked", "key_compromise"),
        ("held", "revoked", "certificate_hold"),
        ("unknown", "unknown", None),
    ],
)
def test_openssl_answers_about_each_certificate(
    name: str, status: str, reason: str | None, gate: RealGate, written: Path, tmp_path: Path
) -> None:
    result = openssl_says(gate, written, tmp_path, name, "-nmin", "5")

    assert result.success, result
    assert (result.facts["status"], result.facts.get("revocation_reason")) == (status, reason)
    assert (result.facts["state"], result.facts["nonce"]) == ("ok", "match")
    this, following = (
        result.measures[f"ocsp_{which}_update_timestamp_seconds"] for which in ("this", "next")
    )
    assert following - this == 300
    if status == "revoked":
        assert result.measures["ocsp_revoked_timestamp_seconds"] == REVOKED_AT.timestamp()


@pytest.mark.needs("openssl")
@pytest.mark.parametrize(
    "options",
    [(), ("-rmd", "sha512"), ("-rsigopt", "rsa_padding_mode:pss"), ("-resp_key_id",), ("-resp_no_certs",)],
    ids=["without an end", "sha512", "pss", "by its key", "without its certificate"],
)
def test_openssl_may_answer_in_the_authoritys_own_name(
    options: tuple[str, ...], gate: RealGate, written: Path, tmp_path: Path
) -> None:
    result = openssl_says(gate, written, tmp_path, "good", *options, signer=SUB.issued)

    assert result.success, result
    assert result.facts["signed_by"] == "issuer"
    assert result.facts["digest"] == ("sha512" if "sha512" in options else "sha256")
    assert "ocsp_next_update_timestamp_seconds" not in result.measures


@pytest.mark.needs("openssl")
@pytest.mark.parametrize(
    ("options", "signer", "reason"),
    [
        (("-badsig",), DELEGATE, Reason.SIGNATURE_WRONG),
        (("-resp_no_certs",), DELEGATE, Reason.SIGNER_WRONG),
        (("-rmd", "sha1"), DELEGATE, Reason.SIGNATURE_WRONG),
        ((), responder(ROOT), Reason.SIGNER_WRONG),
        ((), responder(SUB, purposes=()), Reason.SIGNER_WRONG),
        ((), responder(SUB, ends=NOW - HOUR), Reason.SIGNER_WRONG),
    ],
    ids=["bad signature", "no certificate", "sha1", "another authority's", "no purpose", "expired"],
)
def test_openssl_set_up_badly_is_told_why(
    options: tuple[str, ...],
    signer: Issued,
    reason: Reason,
    gate: RealGate,
    written: Path,
    tmp_path: Path,
) -> None:
    assert openssl_says(gate, written, tmp_path, "good", *options, signer=signer).reason is reason


@pytest.mark.needs("openssl")
def test_openssl_knows_what_we_know(gate: RealGate, written: Path, tmp_path: Path) -> None:
    subjects = (
        OcspSubject(file=str(written / "good.pem"), expect="good"),
        OcspSubject(file=str(written / "revoked.pem"), expect="revoked"),
    )
    with openssl_ocsp(tmp_path, SUB, ENTRIES, DELEGATE) as port:
        target = _target(f"http://127.0.0.1:{port}/", written, "pem", *subjects)
        result = look(KINDS["ocsp"], target, gate, GENEROUS)

    assert result.success, result
    assert (result.measures["canary_good_ok"], result.measures["canary_revoked_ok"]) == (1, 1)


# Certomancer


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Certomancer]:
    with certomancer(tmp_path_factory.mktemp("certomancer")) as running:
        yield running


@pytest.fixture(autouse=True)
def in_the_present(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if "authority" in request.fixturenames:
        request.getfixturevalue("authority").at = None


def certomancer_says(gate: RealGate, authority: Certomancer, name: str) -> Result:
    subject = OcspSubject(file=authority.file(name))
    return look(KINDS["ocsp"], _target(authority.url, authority.folder, "cer", subject), gate, GENEROUS)


def test_certomancer_serves_with_a_blemish_and_without_one_at_a_whole_second(
    gate: RealGate, authority: Certomancer
) -> None:
    with_fractions = certomancer_says(gate, authority, "good")
    authority.at = datetime.now(UTC).replace(microsecond=0)
    without = certomancer_says(gate, authority, "good")

    assert with_fractions.success, with_fractions
    assert with_fractions.facts["state"] == "malformed_strict"
    assert without.facts["state"] == "ok"
    assert with_fractions.facts["nonce"] == without.facts["nonce"] == "match"
    assert without.facts["signed_by"] == "delegate"


@pytest.mark.parametrize(("name", "reason"), [("revoked", "key_compromise"), ("held", "certificate_hold")])
def test_certomancer_tells_of_a_revocation(
    name: str, reason: str, gate: RealGate, authority: Certomancer
) -> None:
    result = certomancer_says(gate, authority, name)

    assert (result.facts["status"], result.facts["revocation_reason"]) == ("revoked", reason)
    revoked = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
    assert result.measures["ocsp_revoked_timestamp_seconds"] == revoked.timestamp()


@pytest.mark.parametrize(
    ("moved", "reason", "state"),
    [
        (timedelta(days=-2), Reason.ANSWER_STALE, "stale"),
        (timedelta(days=2), Reason.ANSWER_FUTURE, "future"),
    ],
)
def test_certomancer_in_another_time_is_stale_or_ahead(
    moved: timedelta, reason: Reason, state: str, gate: RealGate, authority: Certomancer
) -> None:
    authority.at = datetime.now(UTC) + moved
    result = certomancer_says(gate, authority, "good")

    assert result.reason is reason
    assert result.facts["state"] == state


def test_certomancer_does_not_answer_for_others(gate: RealGate, authority: Certomancer) -> None:
    result = certomancer_says(gate, authority, "elsewhere")

    assert (result.reason, result.detail) == (Reason.RESPONDER_ERROR, "unauthorized")
