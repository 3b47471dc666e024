"""What is told of signers: each state in its own words, and nothing is called good that was not proven."""

import pytest

from alerts.cause import CommuneStatus
from alerts.signing import CommuneSigning
from exporter.web.signing import first_ends, missing_groups, signing_counts, signing_json
from probes.inventory.model import RoleGroup
from probes.signing.state import SigningState
from tests.fakes.clock import NOON
from tests.fakes.signers import DAY


def _commune(
    states: dict[SigningState, int] | None = None,
    usable: dict[RoleGroup, int | None] | None = None,
    ends: dict[RoleGroup, float] | None = None,
) -> CommuneSigning:
    return CommuneSigning("46", states or {}, usable or {}, ends or {})


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
    ("usable", "said"),
    [
        (
            {RoleGroup.SEAL: 0, RoleGroup.LEADER: 1},
            ["không có chứng thư con dấu nào dùng được"],
        ),
        (
            {RoleGroup.SEAL: 1, RoleGroup.LEADER: 0},
            ["không có chứng thư nào của lãnh đạo dùng để ký được"],
        ),
        (
            {RoleGroup.SEAL: 0, RoleGroup.LEADER: 0},
            [
                "không có chứng thư nào của lãnh đạo dùng để ký được",
                "không có chứng thư con dấu nào dùng được",
            ],
        ),
        ({RoleGroup.SEAL: None, RoleGroup.LEADER: None}, []),
        ({RoleGroup.STAFF: 0, RoleGroup.DEVICE: 0}, []),
    ],
)
def test_no_document_goes_out_without_a_leader_or_the_seal(
    usable: dict[RoleGroup, int | None], said: list[str]
) -> None:
    assert [missing.sentence.vi for missing in missing_groups(_commune(usable=usable))] == said


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
    assert said.vi == "Hết hạn sớm nhất: lãnh đạo còn 18 ngày; con dấu còn chưa đầy 1 ngày"
    assert said.en == "The next to end: leaders in 18 days; the seal in less than a day"
    assert signing_json(commune, NOON)["first_end_days"] == {"leader": 18, "seal": 0}
    assert first_ends(_commune(), NOON) is None
