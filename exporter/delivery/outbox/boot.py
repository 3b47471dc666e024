"""The clock that ages rest on: it neither steps nor stops while the machine sleeps, and begins anew at each boot."""

from typing import Protocol


class Boot(Protocol):
    """One boot of the agent's machine."""

    @property
    def id(self) -> str:
        """Tells this boot from all others (/proc/sys/kernel/random/boot_id)."""
        ...

    def seconds(self) -> float:
        """Seconds since it, those asleep as well (CLOCK_BOOTTIME)."""
        ...
