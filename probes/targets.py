"""From the inventory to the things to look at: one Target per link, check, authority's service, signer and witness."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from probes.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What one check observes.

    id: unique, the `instance` label: `<commune>/<site>/<link>`, `<commune>/<site>/gateway`, `<commune>/<site>/hub`,
        `<service>/<check>`, `authority/<id>/<its service>`, `<commune>/signer/<id>`, `<commune>/signer/<id>/ocsp`,
        `witness/<id>`. Stable across reloads.
    kind: a key of `probes.kinds.KINDS`.
    spec: what the kind needs, of the kind's own target type.
    labels: `province`, `commune`, `site`, `link`, `isp`, `service`, `authority`, `signer`, `signer_kind` as far as
        they apply.
    place: what is looked at, without how: an address, a URL, a file. None: the spec. See `where`.
    groups: what it shares with others that may fail together, nearest first: (`upstream`, id), (`isp`, id), (`province`, code);
        or (`authority`, id).
    from_hub: the hub looks at it. What only agents look at is never asked about from here, but its states are kept.
    """

    id: str
    kind: str
    spec: Any
    interval_seconds: float
    timeout_seconds: float
    policy: Policy
    labels: Mapping[str, str] = field(default_factory=dict)
    groups: tuple[tuple[str, str], ...] = ()
    place: Any = None
    witness: bool = False
    from_hub: bool = True

    @property
    def where(self) -> str:
        """Kind and place as text, the same in every run: while it stays, so does the state."""
        return f"{self.kind} {self.spec if self.place is None else self.place}"

    @property
    def about_a_signer(self) -> bool:
        """True for whatever is looked at on behalf of one signer, and not of its authority as a whole."""
        return "signer" in self.labels


def seen_from_hub(targets: Iterable[Target]) -> tuple[Target, ...]:
    """Those that the hub itself looks at."""
    return tuple(target for target in targets if target.from_hub)
