"""This boot of the machine: its name, and a clock that neither steps nor stops in sleep."""

import time
from pathlib import Path

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class SystemBoot:
    """The machine's own. See `exporter.delivery.outbox.Boot`."""

    def __init__(self, boot_id: Path = _BOOT_ID) -> None:
        """Read the boot's name, of which there is one. Raises OSError where there is no /proc."""
        self.id = boot_id.read_text(encoding="ascii").strip()

    def seconds(self) -> float:
        """Seconds since it, those asleep as well."""
        return time.clock_gettime(time.CLOCK_BOOTTIME)
