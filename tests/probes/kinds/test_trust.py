"""The trust kind over real files: a monitor without its anchors must not look healthy."""

from pathlib import Path

import pytest
from cryptography import x509

from probes.kind import Seen
from probes.kinds import KINDS
from probes.kinds.trust import TrustTarget, observe
from probes.reasons import ProbeFailed, Reason
from tests.authority import DAY, NOW, PERSON, PERSON_NAME, Authority, pem
from tests.fakes.no_network import at

ROOT = Authority.root("Root CA", ends=NOW + 2000 * DAY)
OLD_ROOT = Authority.root("Root CA cũ", ends=NOW - 10 * DAY)
NEXT_ROOT = Authority.root("Root CA mới", starts=NOW + DAY, ends=NOW + 4000 * DAY)
SUB = ROOT.sub("Sub CA", ends=NOW + 200 * DAY)
OLD_SUB = ROOT.sub("Sub CA cũ", ends=NOW - DAY)


class Files:
    """Files by name, written on demand."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, *contents: bytes) -> tuple[str, ...]:
        """The path of a file for each of `contents`."""
        paths = []
        for content in contents:
            path = self._folder / f"{len(list(self._folder.iterdir()))}.pem"
            path.write_bytes(content)
            paths.append(str(path))
        return tuple(paths)


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


def failure(target: TrustTarget, wall: float = NOW.timestamp()) -> ProbeFailed:
    with pytest.raises(ProbeFailed) as caught:
        observe(target, at(wall))
    return caught.value


def seen(target: TrustTarget, wall: float = NOW.timestamp()) -> Seen:
    return observe(target, at(wall))


def test_the_kind_is_listed() -> None:
    assert KINDS["trust"].observe is observe
    assert KINDS["trust"].target is TrustTarget


def test_anchors_intermediates_and_canary_that_are_well_are_told_with_their_ends(files: Files) -> None:
    (canary,) = files(SUB.signer().pem)

    look = seen(TrustTarget(anchors=files(ROOT.pem), intermediates=files(SUB.pem), canary=canary))

    assert look.measures == {
        "trust_anchors_loaded": 1.0,
        "trust_anchor_not_after_timestamp_seconds": (NOW + 2000 * DAY).timestamp(),
        "trust_chain_not_after_timestamp_seconds": (NOW + 200 * DAY).timestamp(),
        "trust_canary_ok": 1.0,
    }
    assert len(look.facts["anchors"]) == 16


def test_what_is_not_there_has_no_measure(files: Files) -> None:
    look = seen(TrustTarget(anchors=files(ROOT.pem)))

    assert set(look.measures) == {"trust_anchors_loaded", "trust_anchor_not_after_timestamp_seconds"}


def test_without_a_pinned_anchor_nothing_is_trusted_and_it_is_our_own_fault() -> None:
    failed = failure(TrustTarget(anchors=()))

    assert (failed.reason, failed.detail) == (Reason.TRUST_UNREADABLE, "no anchor is pinned")
    assert failed.reason.ours
    assert failed.measures == {}


@pytest.mark.parametrize("content", [b"", b"<html>", ROOT.pem + b"-----BEGIN CERTIFICATE-----\nAAAA\n"])
def test_an_anchor_file_that_cannot_be_read_whole_is_told(files: Files, content: bytes) -> None:
    failed = failure(TrustTarget(anchors=files(ROOT.pem, content)))

    assert failed.reason is Reason.TRUST_UNREADABLE
    assert failed.detail.startswith("1.pem: ")


def test_a_file_that_is_gone_is_told(files: Files, tmp_path: Path) -> None:
    gone = str(tmp_path / "gone.pem")

    assert (
        failure(TrustTarget(anchors=(*files(ROOT.pem), gone))).detail == "gone.pem: No such file or directory"
    )
    assert failure(TrustTarget(anchors=files(ROOT.pem), intermediates=(gone,))).reason.ours


def test_only_anchors_in_date_count_and_an_old_one_left_behind_does_not_hide_the_next_to_end(
    files: Files,
) -> None:
    look = seen(TrustTarget(anchors=files(OLD_ROOT.pem, ROOT.pem, NEXT_ROOT.pem, ROOT.pem)))

    assert look.measures["trust_anchors_loaded"] == 1.0
    assert look.measures["trust_anchor_not_after_timestamp_seconds"] == (NOW + 2000 * DAY).timestamp()
    assert len(look.facts["anchors"].split()) == 3


def test_when_the_last_anchor_has_expired_that_is_told(files: Files) -> None:
    failed = failure(TrustTarget(anchors=files(OLD_ROOT.pem, NEXT_ROOT.pem)))

    assert (failed.reason, failed.detail) == (
        Reason.CERTIFICATE_EXPIRED,
        "every pinned anchor has expired, or is not valid yet",
    )
    assert failed.measures["trust_anchors_loaded"] == 0.0
    assert failed.measures["trust_anchor_not_after_timestamp_seconds"] == (NOW - 10 * DAY).timestamp()


def test_anchors_that_are_all_of_the_future_are_not_called_expired(files: Files) -> None:
    failed = failure(TrustTarget(anchors=files(NEXT_ROOT.pem)))

    assert (failed.reason, failed.detail) == (
        Reason.CERTIFICATE_NOT_YET_VALID,
        "no pinned anchor is valid yet",
    )


def test_an_intermediate_that_ended_does_not_hide_the_next_to_end(files: Files) -> None:
    both = seen(TrustTarget(anchors=files(ROOT.pem), intermediates=files(OLD_SUB.pem + SUB.pem)))
    old = seen(TrustTarget(anchors=files(ROOT.pem), intermediates=files(OLD_SUB.pem)))

    name = "trust_chain_not_after_timestamp_seconds"
    assert both.measures[name] == (NOW + 200 * DAY).timestamp()
    assert old.measures[name] == (NOW - DAY).timestamp()


def test_a_canary_that_ended_proves_nothing_any_more(files: Files) -> None:
    (canary,) = files(SUB.signer(ends=NOW - 100 * DAY).pem)

    failed = failure(TrustTarget(anchors=files(ROOT.pem), intermediates=files(SUB.pem), canary=canary))

    assert failed.reason is Reason.CANARY_WRONG
    assert failed.measures["trust_canary_ok"] == 0.0


def test_a_signers_own_certificate_is_no_anchor(files: Files) -> None:
    failed = failure(TrustTarget(anchors=files(ROOT.pem + SUB.signer().pem)))

    assert failed.reason is Reason.TRUST_UNREADABLE
    assert failed.detail == "a pinned certificate is not an authority's"


def test_a_canary_may_bring_its_intermediates_as_signers_do(files: Files) -> None:
    (canary,) = files(SUB.signer().chain_pem)

    assert seen(TrustTarget(anchors=files(ROOT.pem), canary=canary)).measures["trust_canary_ok"] == 1.0


@pytest.mark.parametrize(
    ("canary", "detail"),
    [
        (SUB.signer().pem, "the certificate of “Sub CA” is missing"),
        (Authority.root("Root CA khác").signer().pem, "the certificate of “Root CA khác” is missing"),
        (OLD_ROOT.pem, "this is an authority's own certificate"),
        (
            ROOT.signer(usage=frozenset({"key_encipherment"})).pem,
            "its key may not be used for signatures",
        ),
    ],
    ids=["no_intermediate", "another_root", "a_root", "not_for_signatures"],
)
def test_a_canary_that_does_not_verify_is_told_with_its_measure(
    files: Files, canary: bytes, detail: str
) -> None:
    (file,) = files(canary)

    failed = failure(TrustTarget(anchors=files(ROOT.pem), canary=file))

    assert failed.reason is Reason.CANARY_WRONG
    assert detail in failed.detail
    assert failed.measures["trust_canary_ok"] == 0.0
    assert failed.measures["trust_anchors_loaded"] == 1.0


def test_a_canary_that_only_the_library_refuses_does_not_verify(files: Files) -> None:
    rule = x509.PolicyConstraints(require_explicit_policy=0, inhibit_policy_mapping=None)
    strict = ROOT.sub("Sub CA nghiêm", extra=((rule, True),))
    (canary,) = files(strict.signer().pem)

    failed = failure(TrustTarget(anchors=files(ROOT.pem), intermediates=files(strict.pem), canary=canary))

    assert failed.reason is Reason.CANARY_WRONG
    assert "RFC 5280" in failed.detail


def test_an_intermediate_that_is_pinned_as_an_anchor_is_told_of(files: Files) -> None:
    (canary,) = files(SUB.signer().pem)

    look = seen(TrustTarget(anchors=files(SUB.pem), canary=canary))

    assert look.detail == "an intermediate is pinned like a root: that it was revoked would not be found out"
    assert look.measures["trust_canary_ok"] == 1.0
    assert seen(TrustTarget(anchors=files(ROOT.pem))).detail == ""


@pytest.mark.parametrize("content", [None, b"", b"<html>"])
def test_a_canary_that_cannot_be_read_is_our_own_fault(files: Files, content: bytes | None) -> None:
    (file,) = ("/nowhere/nguyen-van-rieng.pem",) if content is None else files(content)

    failed = failure(TrustTarget(anchors=files(ROOT.pem), canary=file))

    assert failed.reason is Reason.TRUST_UNREADABLE
    assert failed.detail.startswith("the known certificate: ")
    assert "rieng" not in failed.detail


def test_nobody_s_name_is_told(files: Files) -> None:
    (canary,) = files(pem(SUB.signer(subject=PERSON).certificate))

    failed = failure(TrustTarget(anchors=files(ROOT.pem), canary=canary))

    assert PERSON_NAME not in f"{failed} {failed.facts}"
