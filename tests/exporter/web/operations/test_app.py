import gzip
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from ipaddress import ip_address

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from exporter.metrics.own import SelfMetrics
from exporter.metrics.render import Renderer
from exporter.view import View
from exporter.web.operations.app import operations_app
from exporter.web.server import Running
from probes.inventory.faults import Fault
from probes.kinds.ping import PingTarget
from probes.language import Text
from probes.observation import Result
from probes.policy import Policy
from probes.reasons import Reason
from probes.reload import ReloadRefused
from probes.targets import Target
from tests.fakes.source import GOOD_HTTP, FakeSource, province

Start = Callable[..., Running]
ENGLISH = {"Accept-Language": "en"}


@dataclass
class _Prober:
    """Answers at once, or when `may_answer` is set, and remembers what it was asked."""

    asked: list[tuple[str, float]] = field(default_factory=list)
    may_answer: threading.Event | None = None

    def __call__(self, target: Target, seconds: float) -> Result:
        self.asked.append((target.id, seconds))
        if self.may_answer is not None:
            self.may_answer.wait(20)
        return GOOD_HTTP if target.kind == "http" else Result(Reason.NO_REPLY, 2.0)


@pytest.fixture
def source() -> FakeSource:
    source = province([("19753", "Phường Phú Xuân")])
    targets = {
        target.id: Target(
            id=target.id,
            kind=target.kind,
            spec=PingTarget(address=ip_address("127.0.3.1")),
            interval_seconds=15,
            timeout_seconds=4,
            policy=Policy(15),
            labels=target.labels,
        )
        for target in source.known.targets.values()
    }
    inside = replace(next(iter(targets.values())), id="19753/centre/gateway", from_hub=False)
    targets[inside.id] = inside
    source.known = type(source.known)(targets, source.known.states, restored=True)
    return source


@pytest.fixture
def prober() -> _Prober:
    return _Prober()


@pytest.fixture
def client(start: Start, source: FakeSource, prober: _Prober) -> Iterator[httpx.Client]:
    renderer = Renderer(source, View(source), SelfMetrics(["ping"]))
    running = start(operations_app(source, View(source), renderer, prober))
    with httpx.Client(
        base_url=f"http://127.0.0.1:{running.port}", trust_env=False, headers=ENGLISH
    ) as client:
        yield client


def test_metrics_are_the_text_format_for_who_does_not_say(client: httpx.Client) -> None:
    answer = client.get("/metrics", headers={"Accept-Encoding": "identity"})

    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert "content-encoding" not in answer.headers
    assert any(family.name == "probe_success" for family in text_string_to_metric_families(answer.text))


def test_metrics_are_openmetrics_for_who_asks(client: httpx.Client) -> None:
    answer = client.get("/metrics", headers={"Accept": "application/openmetrics-text; version=1.0.0"})

    assert answer.headers["content-type"] == "application/openmetrics-text; version=1.0.0; charset=utf-8"
    assert answer.text.endswith("# EOF\n")


def test_metrics_are_packed_for_who_unpacks(client: httpx.Client) -> None:
    plain = client.get("/metrics", headers={"Accept-Encoding": "identity"}).content
    with client.stream("GET", "/metrics", headers={"Accept-Encoding": "gzip"}) as answer:
        packed = b"".join(answer.iter_raw())

    assert answer.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed) == plain
    assert len(packed) < len(plain) / 4


def test_metrics_wait_for_the_states_of_the_last_run(client: httpx.Client, source: FakeSource) -> None:
    source.known = type(source.known)(source.known.targets, {}, restored=False)

    answer = client.get("/metrics")

    assert answer.status_code == 503
    assert answer.text == "The states of the last run are being read back; try again in a few seconds\n"


def test_a_single_look_is_told_as_blackbox_tells_it(client: httpx.Client, prober: _Prober) -> None:
    answer = client.get("/probe", params={"target": "19753/centre/main", "module": "icmp"})

    values = {
        sample.name: sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }
    assert values["probe_success"] == 0
    assert values["probe_failure_info"] == 1
    assert values["probe_duration_seconds"] == 2
    assert prober.asked == [("19753/centre/main", 4)]


def test_a_single_look_keeps_to_the_time_of_the_scraper(client: httpx.Client, prober: _Prober) -> None:
    client.get("/probe?target=127.0.3.1", headers={"X-Prometheus-Scrape-Timeout-Seconds": "3"})

    assert prober.asked == [("19753/centre/main", 2.5)]


def test_a_host_outside_the_inventory_is_never_looked_at(client: httpx.Client, prober: _Prober) -> None:
    answer = client.get("/probe", params={"target": "http://127.0.0.1:1/", "module": "http_2xx"})

    assert answer.status_code == 400
    assert answer.text == "http://127.0.0.1:1/ is not in the inventory for the module http_2xx\n"
    assert answer.headers["content-type"].startswith("text/plain")
    assert prober.asked == []


def test_a_bad_scrape_timeout_is_refused(client: httpx.Client) -> None:
    answer = client.get("/probe?target=127.0.3.1", headers={"X-Prometheus-Scrape-Timeout-Seconds": "soon"})

    assert answer.status_code == 400


def test_a_scrape_does_not_wait_for_looks(client: httpx.Client, prober: _Prober) -> None:
    prober.may_answer = threading.Event()
    with ExitStack() as looks:
        for _ in range(100):
            look = looks.enter_context(socket.create_connection(("127.0.0.1", client.base_url.port or 0)))
            look.sendall(b"GET /probe?target=127.0.3.1 HTTP/1.1\r\nHost: x\r\n\r\n")

        assert client.get("/metrics", timeout=30).status_code == 200
        prober.may_answer.set()


def test_a_look_that_gets_no_turn_in_its_scrapers_time_is_refused_and_delays_no_other(
    client: httpx.Client, prober: _Prober
) -> None:
    prober.may_answer = threading.Event()
    with ExitStack() as looks:
        for _ in range(64):
            look = looks.enter_context(socket.create_connection(("127.0.0.1", client.base_url.port or 0)))
            look.sendall(b"GET /probe?target=127.0.3.1 HTTP/1.1\r\nHost: x\r\n\r\n")
        ends = time.monotonic() + 30
        while len(prober.asked) < 64:
            assert time.monotonic() < ends
            time.sleep(0.01)
        hurried = ENGLISH | {"X-Prometheus-Scrape-Timeout-Seconds": "0.6"}

        refused = client.get("/probe?target=127.0.3.1", headers=hurried, timeout=30)
        prober.may_answer.set()
        answered = client.get("/probe?target=127.0.3.1", timeout=30)

    assert refused.status_code == 503
    assert "Too many looks" in refused.text
    assert answered.status_code == 200
    assert len(prober.asked) == 65


def test_every_target_that_the_hub_looks_at_is_discovered_with_its_labels(client: httpx.Client) -> None:
    answer = client.get("/sd/targets")

    groups = json.loads(answer.text)
    assert answer.headers["content-type"] == "application/json"
    assert [group["targets"] for group in groups] == [["19753/centre/main"], ["19753/centre/spare"]]
    assert groups[0]["labels"] == {
        "__meta_thongsuot_kind": "ping",
        "__meta_thongsuot_province": "46",
        "__meta_thongsuot_commune": "19753",
        "__meta_thongsuot_site": "centre",
        "__meta_thongsuot_link": "main",
        "__meta_thongsuot_isp": "vnpt",
    }


def test_prometheus_discovers_the_agents_that_are_enrolled(client: httpx.Client, source: FakeSource) -> None:
    home = source.known_inventory.communes[0]
    site = home.sites[0].model_copy(update={"agent": True})
    with_agent = home.model_copy(update={"sites": (site,)})
    source.known_inventory = source.known_inventory.model_copy(update={"communes": (with_agent,)})
    assert client.get("/sd/agents").json() == []

    source.may_deliver = ["19753/centre", "19789/centre"]
    assert client.get("/sd/agents").json() == [
        {
            "targets": ["19753/centre"],
            "labels": {
                "__meta_thongsuot_province": "46",
                "__meta_thongsuot_commune": "19753",
                "__meta_thongsuot_site": "centre",
            },
        }
    ]


def test_a_running_program_is_healthy_and_ready_after_its_first_round(
    client: httpx.Client, source: FakeSource
) -> None:
    assert client.get("/-/healthy").status_code == 200
    assert client.get("/-/ready").status_code == 200

    source.is_ready = False

    assert client.get("/-/healthy").status_code == 200
    assert client.get("/-/ready").status_code == 503


def test_a_reload_is_a_post(client: httpx.Client, source: FakeSource) -> None:
    answer = client.get("/-/reload")

    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"
    assert source.reloads == []
    assert client.post("/-/reload").text == "The inventory was taken\n"
    assert source.reloads == [False]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://[evil"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
def test_a_page_of_another_site_reloads_nothing(
    client: httpx.Client, source: FakeSource, headers: dict[str, str]
) -> None:
    """A browser that knows the listener's password would send it along."""
    assert client.post("/-/reload?force=true", headers=headers).status_code == 403
    assert source.reloads == []


def test_a_bad_inventory_is_refused_with_every_fault(client: httpx.Client, source: FakeSource) -> None:
    source.faults = (
        Fault("tinh/46.yml", 3, Text("mã xã sai", "bad commune code")),
        Fault("tinh/46.yml", 9, Text("thiếu tên", "no name")),
    )

    answer = client.post("/-/reload")

    assert answer.status_code == 400
    assert answer.text == "tinh/46.yml:3: bad commune code\ntinh/46.yml:9: no name\n"
    in_vietnamese = client.post("/-/reload?lang=vi").text
    assert in_vietnamese == "tinh/46.yml:3: mã xã sai\ntinh/46.yml:9: thiếu tên\n"


def test_an_inventory_that_drops_too_much_wants_force(client: httpx.Client, source: FakeSource) -> None:
    source.refusal = ReloadRefused(
        Text("sẽ bỏ 30 xã; thêm force=true", "30 communes would go; add force=true")
    )

    answer = client.post("/-/reload")

    assert (answer.status_code, answer.text) == (409, "30 communes would go; add force=true\n")
    assert client.post("/-/reload?force=true").status_code == 200
    assert source.reloads == [False, True]


def test_the_index_names_what_there_is(client: httpx.Client) -> None:
    answer = client.get("/")

    for path in ("/metrics", "/probe", "/sd/targets", "/sd/agents", "/-/healthy", "/-/ready"):
        assert f'href="{path}"' in answer.text
    assert answer.headers["content-security-policy"] == "default-src 'none'"


def test_an_unknown_page_is_one_sentence(client: httpx.Client) -> None:
    answer = client.get("/etc/passwd")

    assert (answer.status_code, answer.text) == (404, "There is no such page\n")


def test_a_failure_inside_shows_no_stack(client: httpx.Client, source: FakeSource) -> None:
    source.known = None  # type: ignore[assignment]  # on purpose: what a bug of ours would do

    answer = client.get("/sd/targets")

    assert answer.status_code == 500
    assert answer.text == "This page failed inside; the log says how\n"
