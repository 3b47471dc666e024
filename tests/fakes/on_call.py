"""A troubled hub that people are on call for: teams, a roster, and a folder in which its incidents are kept."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import bcrypt

from alerts.incidents import Incidents
from exporter.metrics.own import SelfMetrics
from exporter.metrics.render import Renderer
from exporter.view import View
from exporter.web.duty.app import DUTY_PATHS, duty_routes
from exporter.web.operations.app import operations_app
from exporter.web.server import serve
from exporter.web.tls import Tls
from exporter.web.web_config import WebConfig
from probes.inventory.model import Duty, Isp, Team
from probes.observation import Result
from tests.fakes.source import FakeSource
from tests.fakes.troubled import rejudge, troubled

WORD = "mật khẩu một"
USERS = {
    name: bcrypt.hashpw(password.encode(), bcrypt.gensalt(4)).decode()
    for name, password in (("truc-1", WORD), ("truc-2", "mật khẩu hai"), ("prometheus", "scrape"))
}


def on_call(folder: Path) -> FakeSource:
    """Phú Xuân is cut off."""
    source = troubled()
    inventory = source.known_inventory
    source.known_inventory = inventory.model_copy(
        update={
            "settings": inventory.settings.model_copy(update={"data_dir": str(folder)}),
            "isps": (Isp(id="vnpt", name="VNPT", hotline="0800 1166"),),
            "teams": (Team(id="ha_tang_wan", name="Tổ hạ tầng", phone="0234 3 999 999"),),
            "roster": (
                _turn("Trực hạ tầng 1", "2026-11-24 07:00", "2026-11-24 19:00", "0234 3 111 111"),
                _turn("Trực hạ tầng 2", "2026-11-24 19:00", "2026-11-25 07:00", None),
                _turn("Trực hạ tầng 0", "2026-11-23 07:00", "2026-11-24 07:00", None),
            ),
        }
    )
    source.incidents = Incidents(source.known_inventory, folder / "incidents.sqlite", source.clock.now())
    source.incidents.restore(source.clock.now())
    rejudge(source)
    return source


@contextmanager
def operating(source: FakeSource, users: Mapping[str, str] = USERS, tls: Tls | None = None) -> Iterator[str]:
    """The operations listener of this hub: its address."""
    view = View(source)
    renderer = Renderer(source, view, SelfMetrics(["ping"]))
    routes = duty_routes(source, view, users)
    app = operations_app(source, view, renderer, lambda _target, _seconds: Result(None, 0.0), more=routes)
    running = serve(app, "127.0.0.1:0", WebConfig(tls=tls, users=users), open_paths=DUTY_PATHS)
    try:
        yield f"{running.scheme}://127.0.0.1:{running.port}"
    finally:
        running.stop()


def code_of(source: FakeSource) -> str:
    """The code of the one incident that is open."""
    (one,) = source.incidents.open_incidents()
    return one.code


def _turn(person: str, start: str, end: str, phone: str | None) -> Duty:
    return Duty.model_validate(
        {"team": "ha_tang_wan", "start": start, "end": end, "person": person, "phone": phone}
    )
