"""The relay, killed at any moment: what it said it had taken is told."""

import random
from collections import Counter
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest

from tests.alerts.relay.posts import alert, post
from tests.peers.prometheus import eventually
from tests.servers.mail import Mailbox, mail_server
from tests.servers.relaying import mail_channel, posted, relay_process, relay_yml

AGAIN = "(gửi lại)"


def configured(folder: Path, box: Mailbox) -> Path:
    unfolded = {"messages": 100, "window": "1s", "wait": "10ms"}
    return relay_yml(folder, [mail_channel(box.port)], fold=unfolded, retry={"first": "10ms"})


def test_a_mail_that_was_being_handed_over_is_sent_again_and_says_so(tmp_path: Path) -> None:
    with mail_server() as box:
        config = configured(tmp_path, box)
        with relay_process(config) as (process, client):
            box.taking = process.kill
            assert posted(client, post(alert())).status_code == 200
            process.wait()
        box.taking = None
        with relay_process(config):
            eventually(lambda: len(box.mails) == 2, str)

    first, second = box.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert AGAIN not in first["Subject"]
    assert second["Subject"].endswith(AGAIN)


@pytest.mark.parametrize("kills", [3, pytest.param(30, marks=[pytest.mark.long, pytest.mark.timeout(600)])])
def test_kills_at_random_moments_lose_nothing_and_repeat_nothing_unmarked(kills: int, tmp_path: Path) -> None:
    chance = random.Random(kills)
    taken: list[str] = []
    with mail_server() as box:
        config = configured(tmp_path, box)
        for run in range(kills):
            with relay_process(config) as (process, client):
                last_mail, last_post = chance.randint(1, 8), chance.randint(1, 8)
                seen = len(box.mails)
                box.taking = lambda: process.kill() if len(box.mails) >= seen + last_mail else None  # noqa: B023
                for number in range(last_post):
                    commune = f"{run:02d}{number:03d}"
                    try:
                        answer = posted(client, post(alert(commune)))
                    except httpx.TransportError:  # killed: whether it was taken nobody knows
                        break
                    assert answer.status_code == 200
                    taken.append(commune)
                process.kill()
        box.taking = None
        with relay_process(config):
            eventually(lambda: set(taken) <= set(told(box.mails)), str)

    unmarked = Counter(mail["Message-ID"] for mail in box.mails if AGAIN not in mail["Subject"])
    assert max(unmarked.values()) == 1


def told(mails: list[EmailMessage]) -> list[str]:
    return [str(mail["Subject"]).partition(" Xã ")[2][:5] for mail in mails]
