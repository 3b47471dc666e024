"""What a new inventory changes: which targets come, go, change or stay; and whether so much may go at once."""

from dataclasses import dataclass

from probes.expand import targets_of
from probes.inventory.model import Inventory
from probes.language import Text
from probes.targets import Target

MOST_DROPPED = 0.2


class ReloadRefused(Exception):
    """The new inventory is sound, and drops so much that a slip is likelier than a wish. The old one holds."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


@dataclass(frozen=True, slots=True)
class Plan:
    """Ids of targets, each in the order of the inventory that has them.

    changed: anything about them differs, be it only a label. Those of them that are looked at in the same place keep
    their state as those `unchanged` do; see `probes.states.core.Core.replace_targets`.
    targets: all of the new inventory. staying: those of them that keep their state.
    """

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    targets: tuple[Target, ...]
    staying: tuple[Target, ...]


def plan(old: Inventory, new: Inventory, *, force: bool = False) -> Plan:
    """How to go from `old` to `new`; `targets` are all of the new one.

    Raises ReloadRefused when more than a fifth of the communes would be dropped without `force`.
    """
    if not force:
        _refuse_a_landslide(old, new)
    before = {target.id: target for target in targets_of(old)}
    after = {target.id: target for target in targets_of(new)}
    kept = [identity for identity in after if identity in before]
    return Plan(
        added=tuple(identity for identity in after if identity not in before),
        removed=tuple(identity for identity in before if identity not in after),
        changed=tuple(identity for identity in kept if before[identity] != after[identity]),
        unchanged=tuple(identity for identity in kept if before[identity] == after[identity]),
        targets=tuple(after.values()),
        staying=tuple(
            after[identity] for identity in kept if before[identity].where == after[identity].where
        ),
    )


def _refuse_a_landslide(old: Inventory, new: Inventory) -> None:
    codes = {commune.code for commune in old.communes}
    dropped = codes - {commune.code for commune in new.communes}
    if len(dropped) > MOST_DROPPED * len(codes):
        raise ReloadRefused(_LANDSLIDE.format(dropped=len(dropped), all=len(codes)))


_LANDSLIDE = Text(
    "bản khai báo mới bỏ đi {dropped} trên {all} xã (quá 20 %): vẫn giữ bản cũ; nếu đúng ý thì nạp lại với --force",
    "the new inventory drops {dropped} of {all} communes (more than 20 %): the old one stays; if that is meant, reload with --force",
)
