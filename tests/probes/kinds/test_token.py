import logging
from pathlib import Path
from typing import cast

import pytest
from cryptography.hazmat.primitives import hashes

from probes.kind import Seen
from probes.kinds.token import TokenTarget, observe
from probes.network import Network
from probes.reasons import ProbeFailed, Reason
from probes.tokens.states import TokenState
from tests.authority import PERSON, PERSON_EMAIL, PERSON_ID, PERSON_NAME, Authority, Issued
from tests.peers.softhsm import Shim, SoftHsm

pytestmark = pytest.mark.needs("softhsm2-util", "pkcs11-tool", "gcc", "gencat")
ROOT = Authority.root()
MINE, OTHER = ROOT.signer(subject=PERSON), ROOT.signer()


class OnlyTime:
    """A network for looks that use none: so many seconds remain."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def remaining(self) -> float:
        return self.seconds


def with_time(seconds: float = 60.0) -> Network:
    return cast(Network, OnlyTime(seconds))


def fingerprint(issued: Issued) -> str:
    return issued.certificate.fingerprint(hashes.SHA256()).hex()


@pytest.fixture
def hsm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SoftHsm:
    return SoftHsm.below(tmp_path, monkeypatch)


@pytest.fixture
def shim(hsm: SoftHsm, tmp_path: Path) -> Shim:
    hsm.add(PERSON_NAME[:20], MINE.der)
    return Shim.over(hsm.module, tmp_path)


def failure(target: TokenTarget, network: Network) -> ProbeFailed:
    with pytest.raises(ProbeFailed) as caught:
        observe(target, network)
    return caught.value


def outcome(
    target: TokenTarget, seconds: float = 60.0
) -> tuple[Reason | None, dict[str, str], dict[str, float]]:
    """Reason, facts and measures, whether the look failed or not."""
    try:
        seen: Seen | ProbeFailed = observe(target, with_time(seconds))
    except ProbeFailed as failed:
        seen = failed
    reason = seen.reason if isinstance(seen, ProbeFailed) else None
    return reason, dict(seen.facts), dict(seen.measures)


@pytest.mark.parametrize(
    ("wishes", "state"),
    [
        ([], TokenState.OK),
        (["maker=Vendor"], TokenState.FLAGS_UNKNOWN),
        (["flags_or=10000"], TokenState.PIN_COUNT_LOW),
        (["flags_or=30000"], TokenState.PIN_FINAL_TRY),
        (["flags_or=70000"], TokenState.PIN_LOCKED),
        (["flags_or=1000000"], TokenState.ERROR_STATE),
        (["rv=C_GetTokenInfo:30"], TokenState.ERROR_STATE),
        (["rv=C_OpenSession:30"], TokenState.ERROR_STATE),
        (["flags_and=fffffbff"], TokenState.NOT_INITIALIZED),
        (["rv=C_GetTokenInfo:e1"], TokenState.NOT_INITIALIZED),
        (["absent=1"], TokenState.ABSENT),
        (["rv=C_OpenSession:32"], TokenState.ABSENT),
        (["rv=C_FindObjects:32@2"], TokenState.ABSENT),
        (["noslots=1"], TokenState.NO_READER),
        (["rv=C_Initialize:5"], TokenState.MODULE_MISSING),
        (["segv=C_FindObjects"], TokenState.MODULE_CRASHED),
    ],
    ids=lambda value: " ".join(value) or "fine" if isinstance(value, list) else None,
)
def test_every_state_of_a_real_module(shim: Shim, wishes: list[str], state: TokenState) -> None:
    shim.does(*wishes)

    reason, facts, _ = outcome(TokenTarget(module=shim.module))

    assert (facts["state"], reason) == (state.value, state.reason)


def test_a_module_that_hangs_is_told_as_such_before_the_look_ends(shim: Shim) -> None:
    shim.does("hang=C_Initialize")

    reason, facts, measures = outcome(TokenTarget(module=shim.module), seconds=1.0)

    assert (reason, facts, measures) == (Reason.MODULE_HUNG, {"state": "module_hung"}, {})


def test_a_token_without_a_certificate(hsm: SoftHsm) -> None:
    hsm.add("empty")

    assert failure(TokenTarget(module=hsm.module), with_time()).reason is Reason.TOKEN_NO_CERTIFICATE


def test_the_token_with_the_certificate_decides(hsm: SoftHsm) -> None:
    hsm.add("mine", MINE.der)
    hsm.add("other", OTHER.der)
    hsm.enter_a_wrong_pin("other")

    def state(wanted: str | None) -> tuple[Reason | None, str]:
        reason, facts, _ = outcome(TokenTarget(module=hsm.module, fingerprint=wanted))
        return reason, facts["state"]

    assert state(None) == (None, "pin_count_low")
    assert state(fingerprint(MINE)) == (None, "ok")
    assert state(fingerprint(OTHER)[:16]) == (None, "pin_count_low")
    assert state("0" * 64) == (Reason.TOKEN_CERTIFICATE_MISMATCH, "cert_mismatch")


def test_what_was_read_before_a_token_was_pulled_out_stays(hsm: SoftHsm, tmp_path: Path) -> None:
    hsm.add("one", MINE.der)
    hsm.add("two", OTHER.der)
    shim = Shim.over(hsm.module, tmp_path)
    shim.does("rv=C_OpenSession:32@2")

    reason, facts, measures = outcome(TokenTarget(module=shim.module))

    assert (reason, measures) == (None, {"tokens": 1.0})
    assert facts == {"state": "ok", "states": "ok=1", "model": "softhsm-v2"}


def test_nothing_seen_is_counted_and_nothing_unseen_is(shim: Shim) -> None:
    shim.does("absent=1")
    assert outcome(TokenTarget(module=shim.module))[2] == {"tokens": 0.0}

    shim.does("segv=C_Initialize")
    assert outcome(TokenTarget(module=shim.module))[2] == {}


def test_no_person_stands_in_anything_a_look_says(shim: Shim, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    said = []
    for wishes in (
        [],
        ["flags_or=70000"],
        ["rv=C_OpenSession:30"],
        ["segv=C_FindObjects"],
        ["rv=C_Initialize:5"],
    ):
        shim.does(*wishes)
        try:
            said.append(repr(observe(TokenTarget(module=shim.module), with_time())))
        except ProbeFailed as failed:
            said.append(f"{failed!r} {failed.detail} {failed.facts} {failed.measures}")

    for text in (*said, caplog.text):
        assert not any(word in text for word in (PERSON_NAME[:10], PERSON_EMAIL, PERSON_ID))


def test_a_file_that_is_not_there_is_a_missing_module() -> None:
    reason, facts, _ = outcome(TokenTarget(module="/nowhere/vendor.so"))

    assert (reason, facts) == (Reason.MODULE_MISSING, {"state": "module_missing"})
