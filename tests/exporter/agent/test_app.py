"""The agent on loopback: by its plan, without one, through reloads, restarts, and what no hub should tell."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from exporter.agent.app import AgentApp, AgentOptions
from exporter.agent.config import AgentConfig
from exporter.agent.files import StateFiles
from exporter.delivery.plan import AgentPlan, PingSpec, PlanTarget, TcpSpec
from probes.observation import HUB
from probes.reasons import Reason
from probes.states.state import Status
from tests.exporter.agent.hub import TestHub, hub, until

pytestmark = pytest.mark.needs("root")

SITE = "19789/centre"
FAST = AgentOptions(seldom=1.0, first_sweep=0.2, report_every=0.5, look_around=0.2)
GATEWAY = "127.46.0.1"


def pinged(name: str) -> PlanTarget:
    spec = PingSpec(count=2, gap_seconds=0.02, timeout_seconds=0.3)
    return PlanTarget(id=f"{SITE}/{name}", interval_seconds=1.0, timeout_seconds=1.0, spec=spec)


def plan(*others: PlanTarget) -> AgentPlan:
    targets = (pinged("gateway"), pinged("hub"), *others)
    return AgentPlan(site=SITE, commune_name="Xã Long Quảng", province_name="Huế", targets=targets)


def port_of(there: TestHub) -> PlanTarget:
    """The hub's own port, as a system that the agent is told to look at."""
    port = int(there.url.rpartition(":")[2])
    return PlanTarget(
        id="portal/tcp",
        interval_seconds=1.0,
        timeout_seconds=1.0,
        service="portal",
        spec=TcpSpec(host="127.0.0.1", port=port),
    )


@pytest.fixture
def there() -> Iterator[TestHub]:
    with hub(plan()) as made:
        yield made


def config(folder: Path, there: TestHub, **more: object) -> AgentConfig:
    values = {
        "site": SITE,
        "hubs": [{"url": there.url}],
        "state_dir": str(folder / "state"),
        "gateway": GATEWAY,
    }
    return AgentConfig.model_validate({**values, "listen": "127.0.0.1:0", **more})


def enrolled(folder: Path, there: TestHub) -> None:
    files = StateFiles(folder / "state")
    files.make()
    files.keep_token(there.url, there.token or "")


def agent(folder: Path, there: TestHub, **more: object) -> AgentApp:
    return AgentApp(config(folder, there, **more), options=FAST)


def status(app: AgentApp, target: str) -> Status | None:
    state = app.snapshot().states.get((target, HUB))
    return None if state is None else state.status


def test_it_works_by_the_plan_that_its_hub_tells(tmp_path: Path, there: TestHub) -> None:
    there.plan = plan(port_of(there))
    enrolled(tmp_path, there)
    app = agent(tmp_path, there)
    app.start()
    try:
        until(lambda: status(app, "portal/tcp") is Status.UP)
        until(lambda: {item.target for item in there.items.values()} >= {"portal/tcp", f"{SITE}/gateway"})
        until(lambda: there.batches[-1].state.plan == there.plan.version)
    finally:
        app.stop()


def test_before_it_is_enrolled_it_looks_and_once_the_token_comes_it_delivers(
    tmp_path: Path, there: TestHub
) -> None:
    app = agent(tmp_path, there)
    app.start()
    try:
        until(lambda: status(app, f"{SITE}/gateway") is Status.UP)
        silent = not there.batches
        enrolled(tmp_path, there)
        until(lambda: there.items)
    finally:
        app.stop()

    assert silent


def test_a_new_token_is_taken_without_a_restart(tmp_path: Path, there: TestHub) -> None:
    enrolled(tmp_path, there)
    app = agent(tmp_path, there)
    app.start()
    try:
        until(lambda: there.batches)
        there.token = "another"  # noqa: S105
        enrolled(tmp_path, there)
        count = len(there.batches)
        until(lambda: len(there.batches) > count + 1)
    finally:
        app.stop()


def test_the_name_of_a_hub_opens_nothing_inside(tmp_path: Path, there: TestHub) -> None:
    """Whoever owns the name has it lead to any machine of the office, one after the other."""
    there.url = there.url.replace("127.0.0.1", "localhost")
    there.plan = plan(port_of(there))
    enrolled(tmp_path, there)
    app = agent(tmp_path, there)
    app.start()
    try:
        until(lambda: _refused(app))
    finally:
        app.stop()


def _refused(app: AgentApp) -> bool:
    state = app.snapshot().states.get(("portal/tcp", HUB))
    return state is not None and state.last.result.reason is Reason.ADDRESS_REFUSED


def test_whoever_asks_for_the_page_without_a_pause_does_not_read_the_disk_each_time(
    tmp_path: Path, there: TestHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = agent(tmp_path, there)
    app.start()
    try:
        asked: list[str] = []
        waiting = app._outbox.waiting

        def counted(hub: str) -> tuple[int, float | None]:
            asked.append(hub)
            return waiting(hub)

        monkeypatch.setattr(app._outbox, "waiting", counted)
        for _ in range(20):
            app.deliveries()
    finally:
        app.stop()

    assert len(asked) <= 10


def test_a_new_plan_is_taken_without_a_restart(tmp_path: Path, there: TestHub) -> None:
    enrolled(tmp_path, there)
    app = agent(tmp_path, there)
    app.start()
    try:
        until(lambda: status(app, f"{SITE}/gateway") is Status.UP)
        there.plan = plan(port_of(there))
        until(lambda: status(app, "portal/tcp") is Status.UP)
        kept = status(app, f"{SITE}/gateway")
        there.plan = plan()
        until(lambda: "portal/tcp" not in app.snapshot().targets)
    finally:
        app.stop()

    assert kept is Status.UP


def test_plans_that_follow_each_other_fast_do_not_make_it_ask_fast(tmp_path: Path, there: TestHub) -> None:
    there.plan = plan(port_of(there))
    enrolled(tmp_path, there)
    app = AgentApp(config(tmp_path, there), options=replace(FAST, seldom=60.0))
    app.start()
    try:
        for number in range(3):
            until(lambda: app.plan().version is not None)
            batches = len(there.batches)
            other = port_of(there).model_copy(update={"interval_seconds": 60.0 + number})
            there.plan = plan(other)
            until(lambda: len(there.batches) > batches + 1)  # noqa: B023
    finally:
        app.stop()

    assert there.asked == 1


def test_a_faulty_plan_leaves_the_old_one_in_force_and_is_not_asked_for_again_and_again(
    tmp_path: Path, there: TestHub, caplog: pytest.LogCaptureFixture
) -> None:
    there.plan = plan(port_of(there))
    enrolled(tmp_path, there)
    app = agent(tmp_path, there)
    app.start()
    try:
        until(lambda: status(app, "portal/tcp") is Status.UP)
        there.broken = True
        until(lambda: "the old one holds" in caplog.text)
        asked, batches = there.asked, len(there.batches)
        until(lambda: len(there.batches) > batches + 2)
    finally:
        app.stop()

    assert there.asked == asked
    assert status(app, "portal/tcp") is Status.UP
    assert app.plan().fault is not None


def test_after_a_restart_with_the_line_cut_it_goes_on_by_the_last_good_plan(tmp_path: Path) -> None:
    with hub(plan()) as there:
        there.plan = plan(port_of(there))
        enrolled(tmp_path, there)
        first = agent(tmp_path, there)
        first.start()
        until(lambda: status(first, "portal/tcp") is Status.UP)
        first.stop()
    again = agent(tmp_path, there)
    again.start()
    try:
        until(lambda: status(again, "portal/tcp") is Status.DOWN)
    finally:
        again.stop()

    assert again.place().commune_name == "Xã Long Quảng"


def test_a_plan_of_another_site_is_refused(
    tmp_path: Path, there: TestHub, caplog: pytest.LogCaptureFixture
) -> None:
    there.plan = AgentPlan(site="19790/centre", commune_name="Xã khác", province_name="Huế")
    enrolled(tmp_path, there)
    app = agent(tmp_path, there)
    app.start()
    try:
        until(lambda: "this agent is the one of 19789/centre" in caplog.text)
    finally:
        app.stop()

    assert app.plan().version is None


def test_it_stops_within_five_seconds_and_leaves_no_descriptor_open(tmp_path: Path, there: TestHub) -> None:
    enrolled(tmp_path, there)
    open_before = len(list(Path("/proc/self/fd").iterdir()))
    app = agent(tmp_path, there)
    app.start()
    until(lambda: there.items)
    began = time.monotonic()
    app.stop()

    assert time.monotonic() - began < 5
    until(lambda: len(list(Path("/proc/self/fd").iterdir())) <= open_before)


def test_two_agents_do_not_share_a_folder(tmp_path: Path, there: TestHub) -> None:
    first = agent(tmp_path, there)
    first.start()
    try:
        with pytest.raises(Exception, match="in use"):
            agent(tmp_path, there).start()
    finally:
        first.stop()
