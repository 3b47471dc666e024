"""What pages cost at national size: milliseconds of CPU to write each from nothing, bytes plain and compressed, with all they fetch.

.venv/bin/python -m bench.pages

Every commune of the country with two lines; on a calm day two in a hundred are cut off, in a storm half of them. A page is
written anew each time, as if nothing had been kept of the one before.
"""

import gc
import gzip
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import cycle
from statistics import quantiles

from alerts.cause import CommuneStatus
from exporter.cli.run_command import COLLECT_AFTER
from exporter.history.bars import Bars
from exporter.view import Moment, View
from exporter.web.assets import read_asset
from exporter.web.public.commune import commune_page
from exporter.web.public.country import Asked
from exporter.web.public.history import history_of
from exporter.web.public.pages import Pages
from probes.clock import Instant
from probes.inventory.official import official_communes
from probes.language import Language
from tests.fakes.country import country

BAR_MILLISECONDS = 50.0
BAR_BYTES = 100_000
LARGEST = "79"  # Thành phố Hồ Chí Minh: 168 communes, no province has more
TIMES = 60

_CUT = {"calm": 50, "storm": 2}
"""One commune in so many is cut off."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one page. p50, p99: milliseconds of CPU. plain, compressed: bytes of the page alone; whole: on the line with all it fetches."""

    p50: float
    p99: float
    plain: int
    compressed: int
    whole: int

    @property
    def met(self) -> bool:
        """Whether it is within its bars."""
        return self.p99 < BAR_MILLISECONDS and self.whole < BAR_BYTES


def main() -> int:
    """Measure and print; 1 when a bar is missed."""
    missed = 0
    gc.set_threshold(*COLLECT_AFTER)
    print(f"{len(official_communes())} communes; milliseconds of CPU to write a page from nothing; bytes")
    for weather, one_in in _CUT.items():
        moment = View(country(one_in)).now()
        gc.collect()
        gc.freeze()  # as `thongsuot run` does
        later = replace(moment, at=Instant(moment.at.wall + 1, moment.at.monotonic + 1))
        for name, write in _pages(Pages()).items():
            cost = _cost(write, cycle((moment, later)))
            missed += not cost.met
            print(
                f"{weather:5} {name:32} p50 {cost.p50:5.1f}  p99 {cost.p99:5.1f} ms   {cost.plain:7} plain {cost.compressed:6}"
                f" compressed {cost.whole:6} with all it fetches{'' if cost.met else '   MISSED'}"
            )
    print(f"bars: p99 < {BAR_MILLISECONDS:g} ms, < {BAR_BYTES} bytes with all it fetches:", end=" ")
    print("missed" if missed else "met")
    return int(missed > 0)


def _pages(pages: Pages) -> Mapping[str, Callable[[Moment], str | None]]:
    def commune(moment: Moment) -> str | None:
        page = commune_page(moment, "20044")
        if page is None:
            return None
        history = history_of(page.facts.code, Bars(), moment, Language.VI)
        return pages.commune(page, history, moment, Language.VI)

    cut = Asked(status=CommuneStatus.OUTAGE)
    return {
        "/": lambda moment: pages.first(moment, Asked(), Language.VI),
        "/?q=xa": lambda moment: pages.first(moment, Asked("xa"), Language.VI),
        "/?tinh-trang=outage": lambda moment: pages.first(moment, cut, Language.VI),
        f"/tinh/{LARGEST}, the largest": lambda moment: pages.province(moment, LARGEST, Asked(), Language.VI),
        "/xa/20044": commune,
    }


def _cost(write: Callable[[Moment], str | None], moments: Iterator[Moment]) -> Cost:
    page = write(next(moments))  # the templates are compiled once, at the first page of a hub
    took = []
    for _ in range(TIMES):
        moment = next(moments)
        began = time.thread_time()
        write(moment)
        took.append(1000 * (time.thread_time() - began))
    assert page is not None
    cuts = quantiles(took, n=100)
    plain = page.encode()
    compressed = _compressed(plain)
    return Cost(cuts[49], cuts[98], len(plain), compressed, compressed + sum(_fetched(page).values()))


def _fetched(page: str) -> Mapping[str, int]:
    """What a browser fetches for this page, and its bytes on the line: letters are compressed already."""
    named = set(re.findall(r'(?:href|src)="/([a-z./]+)\?[0-9a-f]{10}"', page))
    fonts = set(re.findall(r'url\("(font/[^"]+)"\)', read_asset("style.css").decode()))
    return {
        name: len(read_asset(name)) if name in fonts else _compressed(read_asset(name))
        for name in named | fonts
    }


def _compressed(body: bytes) -> int:
    return len(gzip.compress(body, compresslevel=5))


if __name__ == "__main__":
    raise SystemExit(main())
