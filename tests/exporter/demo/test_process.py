"""`thongsuot demo` as a whole process, as its user meets it."""

import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
import requests

from exporter.demo.cast import cast_of
from exporter.demo.faults import Fault, What
from exporter.demo.province import agent_communes
from exporter.demo.story import write_story
from probes.inventory.load import load
from probes.inventory.model import Inventory
from tests.exporter.demo.running import PROGRAM, WAIT_SECONDS, Demo

SEED = 5
STOP_SECONDS = 5.0
WITHOUT_NET_RAW = (
    "unshare",
    "--net",
    "sh",
    "-c",
    'ip link set lo up && exec setpriv --bounding-set=-net_raw --inh-caps=-net_raw "$@"',
    "sh",
)

Start = Callable[..., Demo]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    running: list[Demo] = []

    def start(*options: str, before: Sequence[str] = ()) -> Demo:
        running.append(Demo(tmp_path, *options, before=before))
        return running[-1]

    yield start
    for demo in running:
        demo.close()


def written(folder: Path, *options: str) -> Inventory:
    """What `--write` writes."""
    subprocess.run([*PROGRAM, "demo", "--write", str(folder), *options], check=True, capture_output=True)
    return load(folder)


def told(inventory: Inventory) -> dict[What, Fault]:
    """The first fault of each kind in the story of SEED."""
    faults: dict[What, Fault] = {}
    for fault in write_story(cast_of(inventory), SEED):
        faults.setdefault(fault.what, fault)
    return faults


def test_a_cut_line_is_seen_going_down_and_coming_back(start: Start, tmp_path: Path) -> None:
    line = told(written(tmp_path / "province"))[What.LINE_CUT].whom
    demo = start("--seed", str(SEED), "--speed", "20")
    state = f'thongsuot_target_state{{instance="{line}"'

    demo.reads(state, 0)
    demo.reads(state, 2)
    demo.reads(state, 0)

    demo.line(r"\[00:0\d\] BEGINS  The primary line of .*: cut")
    demo.line(r"\[00:\d\d\] ENDS    The primary line of .*: cut")


def test_it_says_first_that_it_is_a_simulation_then_where_to_look_then_what_will_happen(start: Start) -> None:
    demo = start("--seed", str(SEED))
    demo.line("Ctrl-C")
    said = "".join(demo.said)

    assert demo.said[0].startswith("SIMULATION")
    assert said.index("Status page") < said.index("Prometheus") < said.index(f"--seed {SEED}")
    assert len(re.findall(r"^  \d\d:\d\d - \d\d:\d\d  ", said, re.MULTILINE)) == 22
    page = requests.get(demo.line(r"Status page +(\S+)")[1], timeout=WAIT_SECONDS)
    assert "A Lưới 5" in page.text


def test_it_stops_within_five_seconds_of_sigterm_and_leaves_nothing(start: Start) -> None:
    demo = start()
    url = demo.line(r"Prometheus +http://([\d.]+):(\d+)")
    demo.line("Ctrl-C")
    assert len(list(demo.folder.iterdir())) == 1

    asked = time.monotonic()
    demo.process.send_signal(signal.SIGTERM)
    assert demo.ended() == 0
    took = time.monotonic() - asked

    assert took < STOP_SECONDS
    assert list(demo.folder.iterdir()) == []
    assert "Traceback" not in "".join(demo.said)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((url[1], int(url[2])), WAIT_SECONDS)


def test_it_ends_by_itself_after_its_duration(start: Start) -> None:
    demo = start("--duration", "2s")

    assert demo.ended() == 0
    assert demo.said[-1].startswith("The simulation has ended")
    assert list(demo.folder.iterdir()) == []


@pytest.mark.needs("namespaces", "ip")
def test_without_the_right_to_ping_it_says_how_to_get_it_and_goes_on(start: Start, tmp_path: Path) -> None:
    demo = start("--duration", "2s", before=WITHOUT_NET_RAW)

    assert demo.ended() == 0, demo.said
    said = "".join(demo.said)
    assert "This machine cannot ping" in said
    assert "net.ipv4.ping_group_range" in said
    assert "CAP_NET_RAW" in said
    assert list(tmp_path.iterdir()) == []


def test_a_port_that_is_taken_is_told_with_the_way_out(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = subprocess.run(
            [*PROGRAM, "demo", "--port", port, "--ops-port", "0"],
            capture_output=True,
            text=True,
            check=False,
            timeout=WAIT_SECONDS,
            env=os.environ | {"TMPDIR": str(tmp_path)},
        )

    assert ended.returncode == 1
    assert f"127.0.0.1:{port}" in ended.stderr
    assert "--port" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert list(tmp_path.iterdir()) == []


def test_what_write_writes_passes_check(tmp_path: Path) -> None:
    folder = tmp_path / "province"
    inventory = written(folder)
    checked = subprocess.run(
        [*PROGRAM, "check", "--config", str(folder)], capture_output=True, text=True, check=False
    )

    assert checked.stdout.splitlines()[0] == "ok", checked.stdout
    assert checked.returncode == 0
    assert len(inventory.communes) == 40
    assert not [path for path in folder.rglob("*.pem") if b"PRIVATE" in path.read_bytes()]


def test_what_comes_late_goes_where_remote_write_says_and_nowhere_else(start: Start, tmp_path: Path) -> None:
    url = "http://127.0.0.1:9/api/v1/write"  # where nothing listens: all of it waits

    demo = start("--remote-write", url)

    demo.reads('thongsuot_replay_waiting{destination="prometheus"}', 0)
    (there,) = written(tmp_path / "with", "--remote-write", url).settings.remote_write
    assert (there.url, there.kind) == (url, "prometheus")
    assert written(tmp_path / "without").settings.remote_write == ()


def test_write_overwrites_nothing(tmp_path: Path) -> None:
    refused = subprocess.run(
        [*PROGRAM, "demo", "--write", str(tmp_path)], capture_output=True, text=True, check=False
    )

    assert refused.returncode == 1
    assert "exists" in refused.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_told_in_a_sentence() -> None:
    refused = subprocess.run(
        [*PROGRAM, "demo", "--write", "/dev/null/province"], capture_output=True, text=True, check=False
    )

    assert refused.returncode == 1
    assert "Not a directory" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize(
    "option",
    [
        ("--speed", "21"),
        ("--speed", "0"),
        ("--duration", "0s"),
        ("--port", "65536"),
        ("--remote-write", "9090"),
    ],
)
def test_an_option_out_of_bounds_is_refused(option: tuple[str, str]) -> None:
    refused = subprocess.run([*PROGRAM, "demo", *option], capture_output=True, text=True, check=False)

    assert refused.returncode == 2
    assert option[0] in refused.stderr


@pytest.mark.long
def test_agents_see_what_the_hub_cannot_and_deliver_it(start: Start) -> None:
    """Two things only they know: that the portal is out of one commune's reach, and that a gateway is dead."""
    demo = start("--seed", str(SEED), "--speed", "20", "--agents", "3")
    pages = demo.until(lambda: pages if len(pages := _agent_pages(demo)) == 3 else None)
    unreached, cut_off, _ = agent_communes(3)
    seen = 'probe_success{{instance="national-portal/page",kind="http",vantage="agent",province="46",commune="{}"'

    demo.reads(seen.format(unreached), 0)
    now = demo.scrape()
    assert [now[name] for name in now if name.startswith(seen.format(cut_off))] == [1]
    hub = next(
        name
        for name in now
        if name.startswith('probe_success{instance="national-portal/page"') and 'vantage="hub"' in name
    )
    assert now[hub] == 1
    demo.until(lambda: True if _cause(pages[1]) == "lan_down" else None)

    asked = time.monotonic()
    demo.process.send_signal(signal.SIGTERM)
    assert demo.ended() == 0
    assert time.monotonic() - asked < 2 * STOP_SECONDS
    for page in pages:
        with pytest.raises(requests.ConnectionError):
            requests.get(page, timeout=WAIT_SECONDS)


def _agent_pages(demo: Demo) -> list[str]:
    found = (re.search(r"^  The agent in .*: (http://\S+)$", line) for line in tuple(demo.said))
    return [match[1] for match in found if match is not None]


def _cause(page: str) -> str:
    return str(requests.get(f"{page}api/v1/status", timeout=WAIT_SECONDS).json()["cause"])
