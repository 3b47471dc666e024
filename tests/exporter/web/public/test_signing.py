"""What is told of signers: each state in its own words, and nothing is called good that was not proven."""

import pytest

from alerts.cause import CommuneStatus
from alerts.signing import CommuneSigning
from exporter.web.public.signing import first_ends, missing_groups, signing_counts, signing_json
from probes.inventory.model import RoleGroup
from probes.signing.state import SigningState
from tests.fakes.clock import NOON
from tests.fakes.signers import DAY


def _commune(
    states: dict[SigningState, int] | None = None,
    ends: dict[RoleGroup, float] | None = None,
    blocked: dict[RoleGroup, frozenset[SigningState]] | None = None,
) -> CommuneSigning:
    return CommuneSigning("46", states or {}, {}, ends or {}, blocked or {})


@pytest.mark.parametrize("state", SigningState)
def test_every_state_stands_in_one_count_and_only_a_proven_one_is_good(state: SigningState) -> None:
    (counted,) = signing_counts(_commune({state: 3}))

    assert counted.count == 3
    assert (counted.status is CommuneStatus.NORMAL) == (state is SigningState.VALID)
    assert (counted.word.vi == "Ký được") == (state is SigningState.VALID)
    assert (counted.status is CommuneStatus.OUTAGE) == (state.known and not state.usable)


def test_revocation_unknown_and_declared_ends_are_told_apart_from_what_can_sign() -> None:
    counts = signing_counts(
        _commune({SigningState.DECLARED: 2, SigningState.REVOCATION_UNKNOWN: 1, SigningState.VALID: 4})
    )

    assert [(one.word.vi, one.count) for one in counts] == [
        ("Ký được", 4),
        ("Chưa rõ việc thu hồi", 1),
        ("Chỉ có ngày khai báo", 2),
    ]


@pytest.mark.parametrize(
    ("blocked", "said"),
    [
        ([RoleGroup.SEAL], ["không có chứng thư con dấu nào dùng được"]),
        ([RoleGroup.LEADER], ["không có chứng thư nào của lãnh đạo dùng để ký được"]),
        (
            [RoleGroup.SEAL, RoleGroup.LEADER],
            [
                "không có chứng thư nào của lãnh đạo dùng để ký được",
                "không có chứng thư con dấu nào dùng được",
            ],
        ),
        ([RoleGroup.STAFF, RoleGroup.DEVICE], []),
        ([], []),
    ],
)
def test_no_document_goes_out_without_a_leader_or_the_seal(blocked: list[RoleGroup], said: list[str]) -> None:
    commune = _commune(blocked=dict.fromkeys(blocked, frozenset({SigningState.EXPIRED})))

    assert [missing.sentence.vi for missing in missing_groups(commune)] == said


@pytest.mark.parametrize(
    ("states", "said"),
    [
        ({SigningState.EXPIRED}, "chuẩn bị đề nghị cấp mới (Mẫu 02)"),
        ({SigningState.REVOKED}, "chuẩn bị đề nghị cấp mới (Mẫu 02)"),
        ({SigningState.WEAK}, "chuẩn bị đề nghị cấp mới (Mẫu 02)"),
        ({SigningState.SUSPENDED}, "bao giờ được dùng lại"),
        ({SigningState.SUSPENDED, SigningState.EXPIRED}, "bao giờ được dùng lại"),
        ({SigningState.CA_UNUSABLE}, "tại xã không phải làm gì"),
        ({SigningState.NOT_YET_VALID}, "chờ tới ngày chứng thư có hiệu lực"),
        ({SigningState.WRONG_USAGE}, "đã khai báo đúng chứng thư chưa"),
    ],
)
def test_what_to_do_follows_from_why_nobody_can_sign(states: set[SigningState], said: str) -> None:
    (missing,) = missing_groups(_commune(blocked={RoleGroup.SEAL: frozenset(states)}))

    assert missing.hint.vi.endswith(said)
    assert ("cấp mới" in missing.hint.vi) == ("Mẫu 02" in said)


@pytest.mark.parametrize(
    ("state", "word"),
    [(SigningState.SUSPENDED, "Đang tạm dừng"), (SigningState.EXPIRED, "Đã hết hạn")],
)
def test_what_cannot_sign_is_told_by_its_own_state(state: SigningState, word: str) -> None:
    assert [one.word.vi for one in signing_counts(_commune({state: 1}))] == [word]


def test_the_next_end_is_a_number_of_days_per_group() -> None:
    commune = _commune(
        ends={
            RoleGroup.SEAL: NOON + 0.5 * DAY,
            RoleGroup.LEADER: NOON + 18.9 * DAY,
            RoleGroup.STAFF: NOON - 1,
        }
    )

    said = first_ends(commune, NOON)

    assert said is not None
    assert (
        said.vi
        == "Hết hạn sớm nhất: chứng thư của lãnh đạo (còn 18 ngày); chứng thư con dấu (còn chưa đầy 1 ngày)"
    )
    assert said.en == "The next to end: a leader's (in 18 days); the seal's (in less than a day)"
    assert signing_json(commune, NOON)["first_end_days"] == {"leader": 18, "seal": 0}
    assert first_ends(_commune(), NOON) is None
