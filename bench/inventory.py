"""What an inventory of the whole country costs: to load in a process, and as `thongsuot check` from its start to its end.

.venv/bin/python -m bench.inventory
"""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from probes.inventory.load import load
from tests.inventories.province import write_country

LOAD_BAR_SECONDS = 2.0
CHECK_BAR_SECONDS = 2.5
TIMES = 5


def main() -> int:
    """Measure and print; 1 when a bar is missed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        communes = write_country(folder)
        loads = sorted(_load_seconds(folder) for _ in range(TIMES))
        checks = sorted(_check_seconds(folder) for _ in range(TIMES))
    print(f"{communes} communes, a line each, {TIMES} times; CPU seconds (median, worst), and the bar")
    print(f"load and validate        {loads[TIMES // 2]:.2f}  {loads[-1]:.2f}  < {LOAD_BAR_SECONDS}")
    print(f"thongsuot check, whole   {checks[TIMES // 2]:.2f}  {checks[-1]:.2f}  < {CHECK_BAR_SECONDS}")
    return int(loads[-1] >= LOAD_BAR_SECONDS or checks[-1] >= CHECK_BAR_SECONDS)


def _load_seconds(folder: Path) -> float:
    began = time.process_time()
    load(folder)
    return time.process_time() - began


def _check_seconds(folder: Path) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "exporter", "check", "--config", str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    raise SystemExit(main())
