"""What publishing the whole country costs: CPU of the hub that is asked, CPU and memory of `thongsuot publish`, bytes.

.venv/bin/python -m bench.publish

3,321 communes with two lines each, half of them cut off. The hub is asked over HTTP on loopback once for each province, and both
pages of every commune are written. The hub's share is held against what it costs to tell the same commune by commune.
"""

import gc
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import requests

from exporter.cli.run_command import COLLECT_AFTER
from exporter.view import View
from exporter.web.public.app import public_app
from exporter.web.server import serve
from tests.fakes.country import country

HUB_BAR_SECONDS = 1.5
LONGEST_BAR_SECONDS = 0.1
PAGE_BAR_BYTES = 100_000
TURN_BAR_SECONDS = 30.0
_ONE_IN = 2
_ASKED_ALONE = 100


def main() -> int:
    """Measure and print; 1 when a bar is missed."""
    gc.set_threshold(*COLLECT_AFTER)
    source = country(_ONE_IN)
    view = View(source)
    codes = [commune.code for commune in view.now().inventory.communes]
    gc.collect()
    gc.freeze()
    running = serve(public_app(source, view), "127.0.0.1:0", None)
    address = f"http://127.0.0.1:{running.port}"
    try:
        with tempfile.TemporaryDirectory() as name:
            before = time.process_time()
            took = _turn(address, Path(name) / "web")
            hub = time.process_time() - before
            pages = [one.stat().st_size for one in Path(name).rglob("*.html")]
        longest = _longest(address)
        alone = _alone(address, codes[:_ASKED_ALONE]) * len(codes) / _ASKED_ALONE
    finally:
        running.stop()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(
        f"{len(codes)} communes, {len(pages)} pages, {sum(pages) / 1e6:.0f} MB, the largest {max(pages)} bytes"
    )
    print(f"hub, one turn                  {hub:6.2f} s of CPU    <= {HUB_BAR_SECONDS:g}")
    print(f"hub, commune by commune        {alone:6.2f} s of CPU    {hub / alone:.2f} of it")
    print(f"the longest answer of the hub  {longest:6.3f} s          <= {LONGEST_BAR_SECONDS:g}")
    print(
        f"publish, one turn              {used.ru_utime + used.ru_stime:6.1f} s of CPU, {took:.1f} s  <= {TURN_BAR_SECONDS:g} s"
    )
    print(f"publish, memory at its peak    {used.ru_maxrss / 1000:6.0f} MB")
    met = (
        hub <= HUB_BAR_SECONDS
        and longest <= LONGEST_BAR_SECONDS
        and took <= TURN_BAR_SECONDS
        and max(pages) <= PAGE_BAR_BYTES
    )
    print("bars met" if met else "BARS MISSED")
    return int(not met)


def _turn(address: str, folder: Path) -> float:
    began = time.monotonic()
    command = [sys.executable, "-m", "exporter", "publish", "--hub", address, "--to", str(folder)]
    subprocess.run(command, check=True, env={**os.environ, "LANG": "C"}, stdout=subprocess.DEVNULL)
    return time.monotonic() - began


def _longest(address: str) -> float:
    """Seconds that the province with the most communes takes, of three tries the best: other work goes on beside it."""
    provinces = requests.get(f"{address}/api/v1/provinces", timeout=10).json()["provinces"]
    largest = max(provinces, key=lambda one: one["communes"])["code"]
    took = []
    for _ in range(3):
        began = time.monotonic()
        requests.get(f"{address}/api/v1/provinces/{largest}", timeout=10).raise_for_status()
        took.append(time.monotonic() - began)
    return min(took)


def _alone(address: str, codes: Sequence[str]) -> float:
    """CPU of telling these communes one by one, with that of asking."""
    session = requests.Session()
    before = time.process_time()
    for code in codes:
        session.get(f"{address}/api/v1/communes/{code}", timeout=10).raise_for_status()
    return time.process_time() - before


if __name__ == "__main__":
    raise SystemExit(main())
