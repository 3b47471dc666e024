"""What goes wrong at an agent or at its hub, with real processes: clocks, disks, copies, and eight hours on one disk."""

import shutil
import sqlite3
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
import yaml

from exporter.agent.boot import SystemBoot
from exporter.delivery.outbox import Outbox
from probes.clock import SystemClock
from probes.observation import Result
from probes.reasons import Reason
from tests.agents.country import Agent, Country, country
from tests.agents.lab import HUB

pytestmark = [
    pytest.mark.long,
    pytest.mark.needs("root", "namespaces", "faketime"),
    pytest.mark.timeout(1200),
]

HOUR = 3600.0
EIGHT_HOURS = 5400
"""Observations: two pings every 15 s, and 15 shared systems every 5 minutes."""


@pytest.fixture(scope="module")
def land(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Country]:
    folder = tmp_path_factory.mktemp("trouble")
    with small_disk(folder / "data", 64), country(folder, communes=4) as it:
        for agent in it.agents:
            it.until(partial(is_heard, it, agent), f"{agent.code} to be heard")
        yield it


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "none", folder], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@contextmanager
def filled(folder: Path) -> Iterator[None]:
    """Not a byte is left, until the block ends."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as stream:
        while True:
            try:
                stream.write(bytes(4096))
            except OSError:
                break
    try:
        yield
    finally:
        filler.unlink()


def is_heard(it: Country, agent: Agent) -> bool:
    found = it.series("thongsuot_agent_last_contact_timestamp_seconds", commune=agent.code).values()
    return any(time.time() - at < 10 for at in found)


def is_delivered(it: Country, agent: Agent) -> bool:
    waits = it.series("thongsuot_agent_backlog_observations", commune=agent.code).values()
    return list(waits) == [0.0] and is_heard(it, agent)


def whole(it: Country, agent: Agent) -> Mapping[str, set[int]]:
    """The numbers settled by epoch, without a hole; each applied once, but for `lost` of them."""
    settled = it.receipts(agent.site)
    for epoch, numbers in settled.items():
        assert numbers == set(range(1, max(numbers) + 1)), (agent.code, epoch)
    return settled


def journal(it: Country, agent: Agent) -> list[tuple[str, float, float, int]]:
    """Target, first and last moment, and how many, of each run of like looks."""
    with closing(sqlite3.connect(f"file:{it.folder / 'data' / 'agents.sqlite'}?mode=ro", uri=True)) as file:
        return file.execute(
            "SELECT target, began, ended, looks FROM inside_run WHERE site = ?", (agent.site,)
        ).fetchall()


def looks(it: Country, agent: Agent) -> int:
    return sum(count for *_, count in journal(it, agent))


def test_a_wrong_clock_and_a_step_in_mid_cut_move_no_moment(land: Country, tmp_path: Path) -> None:
    agent = land.agents[0]
    land.agent_ends(agent)
    before = dict(land.receipts(agent.site))
    offset = tmp_path / "offset"
    offset.write_text("+7200", encoding="ascii")
    (library,) = Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")
    began = time.time()
    land.agent_starts(
        agent,
        {
            "LD_PRELOAD": str(library),
            "FAKETIME_TIMESTAMP_FILE": str(offset),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        },
    )
    skew = partial(land.series, "thongsuot_agent_clock_skew_seconds", commune=agent.code)
    land.until(lambda: any(abs(ahead - 7200) < 60 for ahead in skew().values()), "its clock to be told")

    agent.commune.carry(cut=True)
    time.sleep(10)
    offset.write_text("-7200", encoding="ascii")
    time.sleep(10)
    agent.commune.carry()
    land.until(partial(is_delivered, land, agent), "it to have delivered")
    land.until(lambda: any(abs(ahead + 7200) < 60 for ahead in skew().values()), "its new clock to be told")
    land.agent_ends(agent)

    new = {epoch: numbers for epoch, numbers in whole(land, agent).items() if epoch not in before}
    assert sum(map(len, new.values())) > 40
    assert all(first > began - 600 and last < time.time() + 5 for _, first, last, _ in journal(land, agent))
    assert looks(land, agent) == sum(map(len, whole(land, agent).values()))
    land.agent_starts(agent)


def test_two_agents_with_one_token_are_told_and_both_are_heard(land: Country) -> None:
    agent = land.agents[1]
    twin = Agent(agent.code, agent.folder.with_name("twin"), agent.commune)
    shutil.copytree(agent.folder, twin.folder)
    config = yaml.safe_load((twin.folder / "agent.yml").read_text(encoding="utf-8"))
    config |= {"state_dir": str(twin.folder / "state"), "listen": "127.0.0.1:9744"}
    (twin.folder / "agent.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    conflict = partial(land.series, "thongsuot_agent_conflict", commune=agent.code)
    assert list(conflict().values()) in ([], [0.0])

    with agent.commune.box.process(land.agent_command(twin), twin.folder / "agent.log"):
        land.until(lambda: list(conflict().values()) == [1.0], "the two to be told")

    land.agent_ends(agent)
    assert looks(land, agent) == sum(map(len, whole(land, agent).values()))
    land.agent_starts(agent)


def test_a_reimaged_agent_begins_anew_and_eight_hours_of_a_cut_are_delivered_late(land: Country) -> None:
    agent = land.agents[2]
    land.agent_dies(agent)
    shutil.rmtree(agent.folder / "state")
    land.enrol(agent)
    epoch = eight_hours(agent)
    agent.commune.carry(loss_ratio=0.05)

    began = time.time()
    land.agent_starts(agent)
    land.until(partial(is_delivered, land, agent), "eight hours to be delivered", 300.0)
    agent.commune.carry()
    land.agent_ends(agent)

    settled = whole(land, agent)
    assert settled[epoch] == set(range(1, EIGHT_HOURS + 1))
    assert looks(land, agent) == sum(map(len, settled.values()))
    first = min(first for _, first, _, _ in journal(land, agent))
    assert abs(first - (began - 8 * HOUR)) < 60
    land.agent_starts(agent)


@dataclass(slots=True)
class Past:
    """This boot, so many seconds ago."""

    ago: float
    id: str = SystemBoot().id

    def seconds(self) -> float:
        return SystemBoot().seconds() - self.ago


def eight_hours(agent: Agent) -> str:
    """Put what the agent would have seen in a cut of so long onto its disk; the epoch of that."""
    url = yaml.safe_load((agent.folder / "agent.yml").read_text(encoding="utf-8"))["hubs"][0]["url"]
    assert HUB in url
    past = Past(8 * HOUR)
    box = Outbox(agent.outbox, [url], SystemClock(), past)
    for number in range(EIGHT_HOURS):
        past.ago = 8 * HOUR * (1 - number / EIGHT_HOURS) + 1
        target = ("gateway", "hub")[number % 2]
        result = Result(None if number % 2 == 0 else Reason.NO_REPLY, 0.0)
        box.put(f"{agent.site}/{target}", time.time() - past.ago, result)
        if number % 500 == 499:
            assert box.commit()
    assert box.commit()
    return box.epoch


def test_an_agent_whose_disk_is_full_goes_on_from_memory(land: Country) -> None:
    agent = land.agents[3]
    land.agent_ends(agent)
    shutil.rmtree(agent.folder / "state")
    with small_disk(agent.folder / "state", 2):
        land.enrol(agent)
        land.agent_starts(agent)
        land.until(partial(is_heard, land, agent), "it to be heard")
        with filled(agent.folder / "state"):
            agent.commune.carry(cut=True)
            time.sleep(10)
            agent.commune.carry()
            land.until(partial(is_delivered, land, agent), "it to have delivered from memory")
        time.sleep(3)
        land.until(partial(is_delivered, land, agent), "it to have delivered from the disk")
        land.agent_ends(agent)
        assert looks(land, agent) == sum(map(len, whole(land, agent).values()))
    land.enrol(agent)
    land.agent_starts(agent)


def test_a_hub_whose_disk_is_full_shows_what_is_new_and_takes_the_rest_later(land: Country) -> None:
    agent = land.agents[1]
    land.until(partial(is_heard, land, agent), "it to be heard")
    success = partial(
        land.series, "probe_success", vantage="agent", instance=f"{agent.site}/gateway", commune=agent.code
    )
    land.until(lambda: list(success().values()) == [1.0], "its router to be seen")
    with filled(land.folder / "data"):
        time.sleep(15)  # what was seen before is stale by now
        assert list(success().values()) == [1.0]
    land.until(partial(is_delivered, land, agent), "it to have delivered", 400.0)
    land.agent_ends(agent)

    assert looks(land, agent) == sum(map(len, whole(land, agent).values()))
    land.agent_starts(agent)
