import json
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import bcrypt
import pytest
from click.testing import CliRunner, Result

from exporter.cli import language_first, thongsuot
from exporter.metrics.own import SelfMetrics
from exporter.metrics.render import Renderer
from exporter.view import View
from exporter.web.operations.app import operations_app
from exporter.web.server import serve
from exporter.web.web_config import load_web_config
from probes.observation import Result as Look
from tests.fakes.source import FakeSource
from tests.fakes.troubled import keep_inside, rejudge, troubled

Ask = Callable[..., Result]


@pytest.fixture
def source() -> FakeSource:
    return troubled()


@pytest.fixture
def hub(source: FakeSource) -> Iterator[Callable[..., str]]:
    """Starts the operations listener, perhaps with users; gives its URL."""
    with ExitStack() as stack:

        def started(web_config: Path | None = None) -> str:
            view = View(source)
            renderer = Renderer(source, view, SelfMetrics(["ping"]))
            app = operations_app(source, view, renderer, lambda _target, _seconds: Look(None, 0.0))
            config = None if web_config is None else load_web_config(web_config)
            running = serve(app, "127.0.0.1:0", config)
            stack.callback(running.stop)
            return f"http://127.0.0.1:{running.port}"

        yield started


def _ask(*words: str) -> Result:
    return CliRunner().invoke(thongsuot, language_first(["incident", *words]))


def test_the_open_incidents_are_told_a_line_each(hub: Callable[..., str]) -> None:
    answer = _ask("list", "--hub", hub(), "--lang", "vi")

    assert answer.exit_code == 0
    (told,) = answer.output.splitlines()
    assert "Phường Phú Xuân" in told
    assert "line_down" in told


def test_what_an_agent_told_afterwards_stands_beside_it(
    source: FakeSource, hub: Callable[..., str], tmp_path: Path
) -> None:
    keep_inside(source, tmp_path)

    (told,) = _ask("list", "--hub", hub(), "--lang", "vi").output.splitlines()

    assert "line_down" in told
    assert "nhìn từ trong xã: Lỗi trong trụ sở: từ 12:00 đến 12:59" in told


def test_an_incident_is_taken_on_from_a_terminal(source: FakeSource, hub: Callable[..., str]) -> None:
    url = hub()
    (found,) = json.loads(_ask("list", "--json", "--hub", url).output)

    taken = _ask("ack", found["code"], "--by", "Tổ trực 1", "--hub", url, "--lang", "en")
    ticket = _ask("ticket", found["code"], "VNPT-7", "--by", "Tổ trực 1", "--hub", url)
    over = _ask("handover", found["code"], "nha_mang", "--by", "Tổ trực 1", "--hub", url)
    noted = _ask("note", found["code"], "đứt cáp", "--by", "Tổ trực 1", "--hub", url)
    rejudge(source)

    assert [one.exit_code for one in (taken, ticket, over, noted)] == [0, 0, 0, 0]
    assert "taken on by Tổ trực 1" in taken.output
    (incident,) = source.incidents.open_incidents()
    assert (incident.isp_ticket, incident.handler) == ("VNPT-7", "nha_mang")


def test_a_hub_that_wants_a_login_says_so_and_takes_one(tmp_path: Path, hub: Callable[..., str]) -> None:
    hashed = bcrypt.hashpw(b"mat khau", bcrypt.gensalt(4)).decode()
    config = tmp_path / "web.yml"
    config.write_text(f"basic_auth_users:\n  truc: {hashed}\n", encoding="utf-8")
    password = tmp_path / "password"
    password.write_text("mat khau\n", encoding="utf-8")
    url = hub(config)

    refused = _ask("list", "--hub", url, "--lang", "en")
    taken = _ask("list", "--hub", url, "--user", "truc", "--password-file", str(password))
    half = _ask("list", "--hub", url, "--user", "truc")

    assert (refused.exit_code, taken.exit_code, half.exit_code) == (1, 0, 2)
    assert "--password-file" in refused.output


def test_nobody_at_the_hubs_address_is_said_plainly() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    answer = _ask("list", "--hub", f"http://127.0.0.1:{port}", "--lang", "vi")

    assert answer.exit_code == 1
    assert f"không gọi được máy giám sát tại http://127.0.0.1:{port}" in answer.output


def test_an_unknown_code_is_told_as_the_hub_says_it(hub: Callable[..., str]) -> None:
    answer = _ask("ack", "46-XXXX-1", "--by", "Tổ trực 1", "--hub", hub(), "--lang", "en")

    assert answer.exit_code == 1
    assert "No incident" in answer.output
