"""From a hub's /metrics to a message, through Debian's Prometheus and Alertmanager: once when it breaks, once when it is mended."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from alerts.rules import rule_files
from probes.inventory.settings import Settings
from tests.alerts.alertmanager.test_delivery import ALWAYS, hurried
from tests.peers import alertmanager, prometheus
from tests.peers.prometheus import eventually

LINE = 'thongsuot_incident_open{scope="commune",cause="line_down",severity="critical",province="46",commune="19753"}'
COMMUNES = 'thongsuot_communes{province="46",status="normal"} 40'
NAME = 'thongsuot_commune_info{province="46",commune="19753",name="Phường Phú Xuân",province_name="Thành phố Huế"} 1'


@dataclass(slots=True)
class Hub:
    """What a hub says: `says` None is one that is there and not restored yet, 503."""

    port: int
    says: str | None = f"{COMMUNES}\n{NAME}\n"


@contextmanager
def hub() -> Iterator[Hub]:
    class Saying(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            said = found.says
            self.send_response(503 if said is None else 200)
            self.send_header("Content-Type", "text/plain; version=0.0.4")
            self.end_headers()
            self.wfile.write((said or "").encode())

        def log_message(self, *_: object) -> None:
            """Nothing: the test says what was told."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Saying) as server:
        found = Hub(server.server_port)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield found
        finally:
            server.shutdown()
            thread.join()


def rules_in(folder: Path) -> Path:
    """Our rules with a second in place of every quarter or half minute and more; the held two hours stay."""
    folder.mkdir()
    for name, text in rule_files(Settings()).items():
        quick = re.sub(
            r"^( *(?:- )?(?:interval|for|keep_firing_for): )\w+$", r"\g<1>1s", text, flags=re.MULTILINE
        )
        (folder / name).write_text(quick, encoding="utf-8")
    return folder


@pytest.mark.needs("promtool", "amtool")
def test_an_incident_is_told_once_and_its_end_once_though_the_hub_dies_in_between(tmp_path: Path) -> None:
    (tmp_path / "alertmanager").mkdir()
    with (
        alertmanager.sink() as relay,
        hub() as watching,
        alertmanager.running(
            tmp_path / "alertmanager", hurried(tmp_path / "alertmanager", relay.port, ALWAYS)
        ) as telling,
    ):
        configuration = f"""
global: {{scrape_interval: 500ms, scrape_timeout: 400ms}}
rule_files: ["{rules_in(tmp_path / "rules")}/*.yml"]
alerting: {{alertmanagers: [{{static_configs: [{{targets: ["127.0.0.1:{telling.client.base_url.port}"]}}]}}]}}
scrape_configs:
  - {{job_name: thongsuot, honor_labels: true, static_configs: [{{targets: ["127.0.0.1:{watching.port}"]}}]}}
"""
        options = ("--rules.alert.resend-delay=1s",)
        with prometheus.running(tmp_path / "prometheus", configuration, *options) as asking:
            log = asking.log

            def told(name: str) -> list[str]:
                return [status for _, status, names in relay.told() if names == (name,)]

            eventually(lambda: bool(asking.query('ALERTS{alertname="Watchdog"}')), log)
            watching.says = f"{COMMUNES}\n{NAME}\n{LINE} 1\n"
            eventually(lambda: told("LineDown") == ["firing"], log)
            message = next(each.body for each in relay.notifications if each.told()[2] == ("LineDown",))[
                "alerts"
            ][0]["annotations"]
            assert message["summary"] == "Phường Phú Xuân: mất kết nối"
            assert message["runbook_url"] == "docs/runbooks/line_down.md"

            # A rule that is reckoned before the first scrape, which a second's `for` lets happen, finds no hub.
            eventually(lambda: told("HubDown") in ([], ["firing", "resolved"]), log)
            early = told("HubDown")
            watching.says = None
            eventually(lambda: told("HubDown") == [*early, "firing"], log)
            assert asking.query('ALERTS{alertname="LineDown",alertstate="firing"}') != {}

            watching.says = f"{COMMUNES}\n{NAME}\n{LINE} 0\n"
            eventually(lambda: told("HubDown") == [*early, "firing", "resolved"], log)
            eventually(lambda: told("LineDown") == ["firing", "resolved"], log)
            assert {(receiver, *names) for receiver, _, names in relay.told()} == {
                ("ha_tang_wan", "HubDown"),
                ("ha_tang_wan", "LineDown"),
            }
            assert asking.complaints() == []
