"""What a device at the far end of a test's line does with our packets."""

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How one address answers. Lists name packets by their number, from 0, in the order they arrive.

    delays_seconds: per packet, the last one for all that follow. drop_ratio: chance of each packet to be dropped.
    error: ICMP type and code that the router sends instead of a reply. short_quote: it quotes 8 bytes, as old
    routers do. strangers: replies come from the next address. forged: replies carry a wrong token.
    """

    delays_seconds: tuple[float, ...] = (0.0,)
    dropped: tuple[int, ...] = ()
    drop_ratio: float = 0.0
    duplicated: tuple[int, ...] = ()
    payload_damaged: tuple[int, ...] = ()
    checksum_damaged: tuple[int, ...] = ()
    truncated: tuple[int, ...] = ()
    stranger: tuple[int, ...] = ()
    forged: tuple[int, ...] = ()
    error: tuple[int, int] | None = None
    short_quote: bool = False

    def delay_seconds(self, number: int) -> float:
        """How long packet `number` is held."""
        return self.delays_seconds[min(number, len(self.delays_seconds) - 1)]


@dataclass(frozen=True, slots=True)
class Line:
    """A whole far end: what every address does that `special` does not name."""

    default: Behaviour = field(default_factory=Behaviour)
    special: dict[str, Behaviour] = field(default_factory=dict)
    seed: int = 1

    def to_json(self) -> dict[str, Any]:
        """As plain JSON types."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Line":
        """What `to_json` wrote."""
        return cls(
            default=_behaviour(value["default"]),
            special={address: _behaviour(one) for address, one in value["special"].items()},
            seed=value["seed"],
        )


def _behaviour(value: dict[str, Any]) -> Behaviour:
    parts: dict[str, Any] = {
        name: tuple(part) if isinstance(part, list) else part for name, part in value.items()
    }
    return Behaviour(**parts)
