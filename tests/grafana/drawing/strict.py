"""Nothing in a dashboard is passed over in silence: what we do not know how to draw is named."""

from collections.abc import Collection, Mapping
from typing import Any

Json = Mapping[str, Any]


class Unknown(ValueError):
    """Something that would change the picture, and that nobody has taught us to draw."""


def only(given: Json, known: Collection[str], where: str) -> None:
    """Every key of `given` is one of `known`."""
    if strange := sorted(set(given) - set(known)):
        raise Unknown(f"{where}: {', '.join(strange)}")


def choice(given: Json, name: str, default: str, known: Collection[str], where: str) -> str:
    """What `given` says of `name`, which is one of `known`."""
    value = given.get(name)
    if value is None:
        return default
    if value not in known:
        raise Unknown(f"{where}: {name} {value!r}")
    return str(value)


def off(given: Json, names: Collection[str], where: str) -> None:
    """None of `names` is switched on: we cannot draw it."""
    if on := sorted(name for name in names if given.get(name)):
        raise Unknown(f"{where}: {', '.join(on)}")
