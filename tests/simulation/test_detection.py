import statistics
from random import Random

import pytest

from probes.rounds.pace import WANDER_SECONDS
from tests.simulation.province import INTERVAL, WALL, Province

MEDIAN_BAR_SECONDS = 22.0
WORST_BAR_SECONDS = 30.0


def _detected_after(province: Province, cuts: int, every: float) -> list[float]:
    """Seconds from each of so many cuts, one line at a time and at random phases, until the line is called down."""
    random = Random(province.seed)
    began = {}
    for number, id_ in enumerate(random.sample(province.ids, cuts)):
        began[id_] = 60 + number * every + random.uniform(0, 15)
        province.cut(id_, began[id_], 120)
    province.run(60 + cuts * every + 60)
    down = province.down()
    assert sorted(flip.target for flip in down) == sorted(began)
    return sorted(flip.at - WALL - began[flip.target] for flip in down)


def _told(seconds: list[float]) -> str:
    tenths = statistics.quantiles(seconds, n=10)
    return (
        f"{len(seconds)} cuts: median {statistics.median(seconds):.1f} s, worst {seconds[-1]:.1f} s, tenths "
        + " ".join(f"{each:.1f}" for each in tenths)
    )


def test_a_cut_line_is_called_down_in_time() -> None:
    seconds = _detected_after(Province(lines=200, seed=4), cuts=150, every=47)

    print(_told(seconds))  # noqa: T201  # shown by -s and on failure
    assert statistics.median(seconds) <= MEDIAN_BAR_SECONDS
    assert seconds[-1] <= WORST_BAR_SECONDS


def test_the_beginning_of_an_outage_is_told_to_within_a_round() -> None:
    province = Province(lines=60, seed=9)
    began = {id_: 100 + number * 31.7 for number, id_ in enumerate(province.ids[:40])}
    for id_, at in began.items():
        province.cut(id_, at, 60)

    province.run(1600)

    late = [flip.since - WALL - began[flip.target] for flip in province.down()]
    assert len(late) == 40
    assert min(late) >= -1
    assert max(late) <= INTERVAL + WANDER_SECONDS


@pytest.mark.long
@pytest.mark.timeout(900)
def test_a_cut_line_of_the_whole_country_is_called_down_in_time() -> None:
    seconds = _detected_after(Province(lines=3321, seed=5), cuts=1000, every=3)

    print(_told(seconds))  # noqa: T201  # shown by -s and on failure
    assert statistics.median(seconds) <= MEDIAN_BAR_SECONDS
    assert seconds[-1] <= WORST_BAR_SECONDS
