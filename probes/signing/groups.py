"""What a signer's signature is needed for. Pure: the inventory's own words decide, nothing else."""

from probes.inventory.model import RoleGroup, Signer, SignerKind

_LEADERS = ("chu-tich", "pho-chu-tich", "lanh-dao")
_BY_KIND = {SignerKind.ORGANISATION: RoleGroup.SEAL, SignerKind.DEVICE: RoleGroup.DEVICE}


def group_of(signer: Signer) -> RoleGroup:
    """The role group: the one declared, else by whom the certificate is for and, of a person, by what the role begins with."""
    if signer.group is not None:
        return signer.group
    if (group := _BY_KIND.get(signer.signer_kind)) is not None:
        return group
    return RoleGroup.LEADER if signer.role.replace("_", "-").startswith(_LEADERS) else RoleGroup.STAFF
