"""From what breaks to the mail that tells it: hub, Debian's Prometheus and Alertmanager, relay, mail server."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from alerts.relay.load import RelayConfig, load_relay
from probes.inventory.model import Team
from tests.peers.telling import TOKEN, telling
from tests.scenarios.acts import Darken, Lighten, cut, mend
from tests.scenarios.paced import PacedHub, paced
from tests.scenarios.provinces import AUTHORITY, Place, commune, inventory_of, line, lines, portal
from tests.servers.mail import Mailbox, mail_server
from tests.servers.relaying import INVENTORY, mail_channel, relay_yml, relaying

pytestmark = [pytest.mark.long, pytest.mark.needs("promtool", "amtool"), pytest.mark.timeout(500)]

PACE = 20.0
AFTERWARDS_SECONDS = 60.0
TEAMS = ("ha_tang_wan", "nha_mang", "tthc", "chu_ky_so")
VIETTEL = lines(*range(24, 40))


def hue() -> Place:
    """40 communes, one of which signs, and four teams with a mailbox each."""
    inventory = inventory_of(
        (commune(number, isp="vnpt" if number < 24 else "viettel") for number in range(40)), signing=(0,)
    )
    teams = tuple(Team(id=team, name=f"Tổ {team}", email=f"{team}@mail.test") for team in TEAMS)
    return Place(inventory.model_copy(update={"teams": teams}))


def relay_of(folder: Path, place: Place, mail: int) -> RelayConfig:
    """A relay that sends every team's messages by mail. Stories' communes have codes that no inventory file may have."""
    folder.mkdir()
    teams = [{"team": team, "token": "file:telling.token", "channels": ["mail"]} for team in TEAMS]
    path = relay_yml(
        folder,
        [mail_channel(mail)],
        teams=teams,
        fold={"wait": "10ms", "messages": 50},
        inventory="teams.yml",
    )
    known = [{"id": team, "name": team, "email": f"{team}@mail.test"} for team in TEAMS]
    (folder / "teams.yml").write_text(json.dumps({**INVENTORY, "teams": known}), encoding="utf-8")
    (folder / "telling.token").write_text(TOKEN, encoding="utf-8")
    return RelayConfig(load_relay(path).settings, place.inventory)


@dataclass
class Trial:
    """The chain, and how long each mail has taken: seconds of the province, in which this machine's own
    work counts `PACE` times: life is no slower."""

    hub: PacedHub
    box: Mailbox
    took: dict[str, float]

    def after(self, name: str, happens: Callable[[], None]) -> list[tuple[str, str]]:
        """The mails that come of it and of nothing else, (to whom, its subject): one, and what comes in a minute more."""
        known = len(self.box.mails)
        happens()
        self.took[name] = self.hub.run_until(lambda: len(self.box.mails) > known, self.box.subjects)
        self.hub.run(AFTERWARDS_SECONDS)
        return [(str(mail["To"]), str(mail["Subject"])) for mail in self.box.mails[known:]]


@pytest.fixture
def trial(tmp_path: Path) -> Iterator[Trial]:
    place = hue()
    with (
        mail_server() as box,
        relaying(relay_of(tmp_path / "relay", place, box.port)) as relay,
        paced(place, tmp_path, PACE) as hub,
        telling(tmp_path / "told", place.inventory, hub.port, PACE, relay.relay.listener.port),
    ):
        hub.run(AFTERWARDS_SECONDS)
        yield Trial(hub, box, {})


def test_each_trouble_is_one_mail_to_the_right_team_and_one_at_its_end(
    trial: Trial, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, team, breaks, mends in (
        ("a line", "ha_tang_wan", cut(line(3)), mend(line(3))),
        ("the portal, for 40 communes", "tthc", cut(portal()), mend(portal())),
        ("an ISP", "nha_mang", cut(*VIETTEL), mend(*VIETTEL)),
        ("an authority", "chu_ky_so", cut(AUTHORITY), mend(AUTHORITY)),
        ("a blind hub", "ha_tang_wan", Darken(), Lighten()),
    ):
        begun = trial.after(name, partial(trial.hub.world.do, breaks))
        ended = trial.after(f"{name}, back", partial(trial.hub.world.do, mends))
        assert_told(begun, ended, team)
    assert_told(
        trial.after("a dead hub", trial.hub.die),
        trial.after("a dead hub, back", trial.hub.rise),
        "ha_tang_wan",
    )

    with capsys.disabled():
        print("\nfrom what happens to its mail, seconds as in life:")  # noqa: T201
        for name, seconds in trial.took.items():
            print(f"  {name}: {seconds:.0f}")  # noqa: T201


def assert_told(begun: list[tuple[str, str]], ended: list[tuple[str, str]], team: str) -> None:
    """One mail each, to this team."""
    ((first, firing),), ((second, resolved),) = begun, ended
    assert first == second == f"{team}@mail.test"
    assert firing.startswith(("[Nghiêm trọng] ", "[Cảnh báo] "))
    assert resolved.startswith("[Đã khắc phục] ")
