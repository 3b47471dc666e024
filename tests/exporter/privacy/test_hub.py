"""Nothing that the running hub answers, logs or keeps names a person, whatever certificates it is given."""

import os
import sqlite3
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import httpx
import pytest

from alerts.relay.weekly import certificates_of
from alerts.weekly_mail import Rules, weekly_mail
from exporter.app import App
from exporter.codes import Codes
from probes.clock import Clock
from probes.gate import RealGate
from probes.kinds.ocsp import OcspTarget
from probes.language import Language
from probes.network import Gate
from probes.targets import Target
from tests.exporter.privacy.files import Province
from tests.exporter.privacy.hearing import Everything
from tests.fakes.pinger import FakePinger
from tests.personal import leaks

_PATIENCE_SECONDS = 60.0


@dataclass
class Heard:
    """All that came out, by where."""

    said: dict[str, bytes] = field(default_factory=dict)

    def leaks(self) -> dict[str, list[str]]:
        return {place: found for place, data in self.said.items() if (found := leaks(data))}


@pytest.fixture(scope="module")
def heard(personal: Province, logged: Everything) -> Heard:
    """What the running hub answers, logs and writes, from its start to its end."""
    found = Heard()
    app = App(personal.config, open_gate=_without_pings)
    app.start()
    try:
        _wait(lambda: _unseen(app), app)
        found.said["states"] = repr(app.snapshot()).encode()
        found.said |= _answers(app)
        found.said["weekly mail"] = _weekly_mail(app)
        found.said |= _files(personal.data, "while it runs")
    finally:
        app.stop()
    found.said |= _files(personal.data, "at the end")
    found.said["database"] = _dump(personal.data / "thongsuot.sqlite")
    found.said["log"] = "\n".join(logged.said).encode()
    return found


def test_the_hub_has_looked_at_everything_and_said_a_lot(heard: Heard, personal: Province) -> None:
    states, metrics = heard.said["states"].decode(), heard.said["/metrics"].decode()

    for state in (
        "valid",
        "expired",
        "revoked",
        "weak",
        "untrusted",
        "unreadable",
        "wrong_usage",
    ):
        assert f'sign_commune_signers{{province="46",commune="20056",state="{state}"}}' in metrics, state
    assert states.count("signer/s") > len(personal.certificates)
    assert "certificate_revoked" in heard.said["database"].decode()
    assert len(heard.said["log"]) > 10_000
    assert any(name.endswith(".sqlite-wal (while it runs)") for name in heard.said)
    assert any(name.endswith(".ocsp (at the end)") for name in heard.said)
    assert any(name.endswith(".crl (at the end)") for name in heard.said)


def test_nothing_that_the_hub_says_or_keeps_names_a_person(heard: Heard) -> None:
    assert heard.leaks() == {}


def _without_pings(clock: Clock, stack: ExitStack) -> Gate:
    gate = RealGate(FakePinger(), clock)
    stack.callback(gate.close)
    return cast(Gate, gate)


def _unseen(app: App) -> set[str]:
    """The targets that nobody has looked at yet; of two that ask about the same certificate one waits an hour."""
    snapshot = app.snapshot()
    asked = Counter(_asks_about(target) for target in snapshot.targets.values())
    wanted = (one for one in snapshot.targets.values() if asked[_asks_about(one)] == 1)
    return {one.id for one in wanted if one.kind != "ping"} - {target for target, _ in snapshot.states}


def _asks_about(target: Target) -> object:
    subjects = target.spec.subjects if isinstance(target.spec, OcspTarget) else ()
    return subjects[0].file if len(subjects) == 1 and subjects[0].expect is None else target.id


def _wait(missing: Callable[[], set[str]], app: App) -> None:
    ends = time.monotonic() + _PATIENCE_SECONDS
    while (left := missing()) or not app.snapshot().states:
        assert time.monotonic() < ends, left
        time.sleep(0.1)


def _answers(app: App) -> dict[str, bytes]:
    """Every page and every format of both listeners, headers included."""
    said: dict[str, bytes] = {}
    targets = app.snapshot().targets
    public = (
        "/",
        "/tinh/46",
        "/xa/20056",
        "/xa/20056/to-roi",
        "/xa/20056/chung-thu",
        "/xa/20056/bao-su-co",
        "/xa/99999",
        "/su-co",
        "/api/v1/status",
        "/api/v1/provinces/46",
        "/api/v1/communes/20056",
        "/api/v1/communes/20056/history",
        "/api/v1/incidents",
        "/api/v1/incidents?page=1",
        "/nowhere",
    )
    operations = (
        "/",
        "/metrics",
        "/sd/targets",
        "/-/ready",
        "/-/healthy",
        "/probe?target=nobody",
        *(
            f"/probe?target={target}&module={one.kind}"
            for target, one in targets.items()
            if one.kind != "ping"
        ),
    )
    for listener, paths in ((app.public, public), (app.operations, operations)):
        with httpx.Client(
            base_url=f"http://127.0.0.1:{listener.port}", trust_env=False, timeout=60
        ) as client:
            for path in paths:
                for accept in ("text/html, text/plain", "application/openmetrics-text; version=1.0.0"):
                    for language in ("vi", "en"):
                        answer = client.get(path, headers={"Accept": accept, "Accept-Language": language})
                        place = path if accept.startswith("text") else f"{path} as OpenMetrics"
                        said[place] = said.get(place, b"") + repr(answer.headers).encode() + answer.content
    code = {"ma": Codes(Path(app.inventory().settings.data_dir)).code_of("20056")}
    own = httpx.post(
        f"http://127.0.0.1:{app.public.port}/xa/20056/chung-thu", data=code, trust_env=False, timeout=60
    )
    assert own.status_code == 200
    assert b"chu-tich" in own.content or "Chủ tịch".encode() in own.content
    said["a commune's own certificates"] = own.content
    said["reload"] = httpx.post(
        f"http://127.0.0.1:{app.operations.port}/-/reload", trust_env=False, timeout=60
    ).content
    return said


def _weekly_mail(app: App) -> bytes:
    """All that the commune's office is sent each week."""
    certificates = certificates_of(f"http://127.0.0.1:{app.public.port}", "20056")
    mail = weekly_mail("Xã A Lưới 1", certificates, Rules(120, 60), None, None, time.time(), Language.VI)
    assert mail is not None
    return (mail.subject + mail.text + mail.page).encode()


def _files(folder: Path, when: str) -> dict[str, bytes]:
    """The content of every file below `folder`, and its name."""
    return {
        f"{name} ({when})": name.encode() + path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for name in (str(path.relative_to(folder)),)
    }


def _dump(database: Path) -> bytes:
    with closing(sqlite3.connect(os.fspath(database))) as connection:
        return "\n".join(connection.iterdump()).encode()
