"""A document goes out with a leader's signature and the organisation's seal: which signer is which."""

from typing import Any

import pytest

from probes.inventory.model import RoleGroup, Signer
from probes.signing.groups import group_of


def signer(kind: str = "person", role: str = "chu-tich", **more: Any) -> Signer:
    values = {"id": "x", "commune": "03405", "role": role, "signer_kind": kind, "not_after": "2027-01-31"}
    return Signer.model_validate(values | more)


@pytest.mark.parametrize(
    ("kind", "role", "group"),
    [
        ("organisation", "ubnd", RoleGroup.SEAL),
        ("organisation", "chu-tich", RoleGroup.SEAL),
        ("device", "may-chu", RoleGroup.DEVICE),
        ("device", "lanh-dao", RoleGroup.DEVICE),
        ("person", "chu-tich", RoleGroup.LEADER),
        ("person", "chu_tich", RoleGroup.LEADER),
        ("person", "chu-tich-hdnd", RoleGroup.LEADER),
        ("person", "pho-chu-tich", RoleGroup.LEADER),
        ("person", "pho_chu_tich_1", RoleGroup.LEADER),
        ("person", "lanh-dao", RoleGroup.LEADER),
        ("person", "lanh_dao.2", RoleGroup.LEADER),
        ("person", "van-thu", RoleGroup.STAFF),
        ("person", "tro-ly-chu-tich", RoleGroup.STAFF),
        ("person", "ttpvhcc_gd", RoleGroup.STAFF),
    ],
)
def test_whom_a_certificate_is_for_and_the_role_tell_the_group(
    kind: str, role: str, group: RoleGroup
) -> None:
    assert group_of(signer(kind, role)) is group


@pytest.mark.parametrize("kind", ["organisation", "person", "device"])
@pytest.mark.parametrize("group", RoleGroup)
def test_what_is_declared_holds_whatever_the_rest_says(kind: str, group: RoleGroup) -> None:
    assert group_of(signer(kind, group=group.value)) is group
