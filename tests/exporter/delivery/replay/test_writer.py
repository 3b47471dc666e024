import base64
import sqlite3
import ssl
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
import trustme

from exporter.delivery.facts import ReplayFacts
from exporter.delivery.replay import queue
from exporter.delivery.replay.encode import Sample
from exporter.delivery.replay.writer import MOST_ROWS, ReplayWriters, Writer
from probes.inventory.settings import RemoteWrite
from tests.exporter.delivery.replay.late import agents_file, kept, late, one_sample_each, parked_in
from tests.fakes.clock import FakeClock
from tests.peers.prometheus import eventually
from tests.servers.remote_write import TAKEN, Reply, receiver

DAY = 86400.0


def writer(path: Path, url: str, **settings: object) -> Writer:
    """One that writes there, and to nobody else."""
    values = {"id": "p", "url": url, "window": "1d", **settings}
    return Writer(RemoteWrite.model_validate(values), ["p"], path, one_sample_each, FakeClock(), idle=99.0)


def refuses(words: str, status: int, *bad: float) -> Callable[[list[Sample]], Reply]:
    """Refuses the whole of a batch that holds one of these values."""
    return lambda samples: Reply(status, words) if any(sample.value in bad for sample in samples) else TAKEN


def test_what_waits_is_written_once_and_forgotten(tmp_path: Path) -> None:
    path = agents_file(tmp_path)
    kept(path, late(1, 7200.5), late(2))

    with receiver() as there:
        one = writer(path, there.url)
        assert (one.turn(), one.turn()) == (0.0, 99.0)

    assert [(sample.value, sample.milliseconds) for sample in there.taken] == [
        (1.0, round(late(1, 7200.5).observed * 1000)),
        (2.0, round(late(2).observed * 1000)),
    ]
    assert there.posts == 1
    assert one.facts() == ReplayFacts(written=2, parked=0, waiting=0, dropped=0)
    assert there.headers[0]["Content-Encoding"] == "snappy"


def test_a_batch_is_bounded(tmp_path: Path) -> None:
    path = agents_file(tmp_path)
    kept(path, *(late(number) for number in range(MOST_ROWS + 1)))

    with receiver() as there:
        one = writer(path, there.url)
        one.turn()
        assert len(there.taken) == MOST_ROWS
        assert one.facts().waiting == 1
        one.turn()

    assert len(there.taken) == MOST_ROWS + 1


@pytest.mark.parametrize(
    ("status", "words"),
    [(500, "too old sample"), (400, "out of bounds"), (400, "out of order sample"), (422, "what is this")],
)
def test_of_a_batch_with_bad_samples_only_those_are_parked(status: int, words: str, tmp_path: Path) -> None:
    path = agents_file(tmp_path)
    kept(path, *(late(number) for number in range(1, 9)))

    with receiver(refuses(words, status, 3.0, 8.0)) as there:
        one = writer(path, there.url)
        one.turn()

    assert sorted(sample.value for sample in there.taken) == [1, 2, 4, 5, 6, 7]
    assert one.facts() == ReplayFacts(written=6, parked=2, waiting=0)
    assert [why for _, why, _ in parked_in(path)] == [f"HTTP {status}: {words}"] * 2
    assert '{__name__="portal/http"} 3.0' in parked_in(path)[0][2]


def test_what_is_there_already_counts_as_written(tmp_path: Path) -> None:
    path = agents_file(tmp_path)
    kept(path, late(1), late(2))

    with receiver(refuses("duplicate sample for timestamp", 400, 2.0)) as there:
        one = writer(path, there.url)
        one.turn()

    assert one.facts() == ReplayFacts(written=2, parked=0, waiting=0)


def test_too_old_and_future_samples_are_parked_before_anything_is_sent(tmp_path: Path) -> None:
    path = agents_file(tmp_path)
    kept(path, late(1, DAY + 1), late(2, DAY - 1), late(3, -59), late(4, -61))

    with receiver() as there:
        one = writer(path, there.url)
        one.turn()

    assert [sample.value for sample in there.taken] == [2, 3]
    assert [why for _, why, _ in parked_in(path)] == ["older than the window", "in the future"]
    assert one.facts() == ReplayFacts(written=2, parked=2, waiting=0)


def test_what_the_inventory_no_longer_has_is_dropped_and_counted(tmp_path: Path) -> None:
    path = agents_file(tmp_path)
    kept(path, late(1), late(2, target="gone"), late(3))

    with receiver() as there:
        one = writer(path, there.url)
        one.turn()

    assert [sample.value for sample in there.taken] == [1, 3]
    assert one.facts() == ReplayFacts(written=2, parked=0, waiting=0, dropped=1)


def test_what_was_lost_for_want_of_room_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = agents_file(tmp_path)
    with receiver() as there:
        one = writer(path, there.url)
        one.turn()
        monkeypatch.setattr(queue, "MOST_WAITING", 2)
        kept(path, *(late(number) for number in range(1, 6)))
        one.turn()

    assert one.facts() == ReplayFacts(written=2, parked=0, waiting=0, dropped=3)


@pytest.mark.parametrize("status", [301, 401, 404, 405, 408, 429, 500, 503])
def test_trouble_at_the_destination_loses_nothing(status: int, tmp_path: Path) -> None:
    path = agents_file(tmp_path)
    kept(path, late(1), late(2))

    with receiver(lambda _: Reply(status, "not now")) as there:
        one = writer(path, there.url)
        first = one.turn()
        waits = [one.turn() for _ in range(12)]
        assert one.facts() == ReplayFacts(written=0, parked=0, waiting=2)
        there.reply = lambda _: TAKEN
        one.turn()

    assert 0.5 <= first <= 1.0
    assert 150 <= waits[-1] <= 300
    assert [sample.value for sample in there.taken] == [1, 2]
    assert one.facts() == ReplayFacts(written=2, parked=0, waiting=0)
    assert parked_in(path) == []


def test_nobody_there_loses_nothing(tmp_path: Path) -> None:
    path = agents_file(tmp_path)
    kept(path, late(1))
    with receiver() as there:
        pass
    one = writer(path, there.url)

    assert 0.5 <= one.turn() <= 1.0
    assert one.facts() == ReplayFacts(written=0, parked=0, waiting=1)


def test_a_destination_is_left_alone_for_as_long_as_it_asks(tmp_path: Path) -> None:
    path = agents_file(tmp_path)
    kept(path, late(1))

    with receiver(lambda _: Reply(429, headers={"Retry-After": "40"})) as there:
        assert writer(path, there.url).turn() == 40.0


def test_trouble_in_the_midst_of_halving_undoes_nothing_and_loses_nothing(tmp_path: Path) -> None:
    path = agents_file(tmp_path)
    kept(path, *(late(number) for number in range(1, 5)))

    def reply(samples: list[Sample]) -> Reply:
        return (
            Reply(400, "out of bounds") if len(samples) > 1 else Reply(503 if samples[0].value == 3 else 204)
        )

    with receiver(reply) as there:
        one = writer(path, there.url)
        one.turn()
        assert one.facts() == ReplayFacts(written=2, parked=0, waiting=2)
        there.reply = lambda _: TAKEN
        one.turn()

    assert one.facts() == ReplayFacts(written=4, parked=0, waiting=0)
    assert [sample.value for sample in there.taken] == [1, 2, 3, 4]


def test_it_signs_in_with_what_the_files_hold_now(tmp_path: Path) -> None:
    path = agents_file(tmp_path)
    secret = tmp_path / "secret"
    with receiver() as there:
        for word in ("mật khẩu", "another"):
            secret.write_text(f"{word}\n", encoding="utf-8")
            kept(path, late(1))
            writer(path, there.url, username="hub", password_file=str(secret)).turn()
        kept(path, late(2))
        writer(path, there.url, bearer_file=str(secret)).turn()

    said = [headers["Authorization"] for headers in there.headers]
    assert said == [
        "Basic " + base64.b64encode("hub:mật khẩu".encode()).decode(),
        "Basic " + base64.b64encode(b"hub:another").decode(),
        "Bearer another",
    ]


def test_a_secret_that_cannot_be_read_loses_nothing(tmp_path: Path) -> None:
    path = agents_file(tmp_path)
    kept(path, late(1))

    with receiver() as there:
        one = writer(path, there.url, bearer_file=str(tmp_path / "nothing"))
        one.turn()

    assert (there.posts, one.facts().waiting) == (0, 1)


def test_over_https_only_the_named_authority_is_trusted(tmp_path: Path) -> None:
    path = agents_file(tmp_path)
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    kept(path, late(1))

    with receiver(tls=context) as there:
        writer(path, there.url).turn()
        assert there.taken == []
        writer(path, there.url, ca=str(tmp_path / "ca.pem")).turn()

    assert [sample.value for sample in there.taken] == [1]


@pytest.mark.parametrize("seed", range(10))
def test_whatever_happens_each_sample_is_taken_or_parked(seed: int, tmp_path: Path) -> None:
    """Bad samples, failures at any POST, and a hub that is killed between any two turns."""
    path, chance = agents_file(tmp_path), Random(seed)
    values = [float(number) for number in range(1, 41)]
    bad = set(chance.sample(values, chance.choice((0, 1, 7, 40))))

    def reply(samples: list[Sample]) -> Reply:
        if chance.random() < 0.2:
            return Reply(chance.choice((429, 500, 503)))
        return refuses(chance.choice(("too old sample", "out of bounds")), 400, *bad)(samples)

    with receiver(reply) as there:
        for start in range(0, 40, 8):
            kept(path, *(late(int(value)) for value in values[start : start + 8]))
            writer(path, there.url).turn()
        while (one := writer(path, there.url)).facts().waiting:
            one.turn()

    parked = [float(what.split()[1]) for _, _, what in parked_in(path)]
    assert {sample.value for sample in there.taken} == set(values) - bad
    assert sorted(parked) == sorted(bad)


def test_without_the_file_of_agents_it_waits(tmp_path: Path) -> None:
    one = writer(tmp_path / "agents.sqlite", "http://127.0.0.1:9/")

    assert one.turn() == 99.0
    assert one.facts() == ReplayFacts(written=0, parked=0, waiting=0)
    assert list(tmp_path.iterdir()) == []


def test_two_destinations_go_each_at_its_own_pace(tmp_path: Path) -> None:
    path = agents_file(tmp_path)
    with receiver() as quick, receiver(lambda _: Reply(503)) as stuck:
        both = [RemoteWrite(id="quick", url=quick.url), RemoteWrite(id="stuck", url=stuck.url)]
        kept(path, late(1), late(2))
        writers = [Writer(each, ["quick", "stuck"], path, one_sample_each, FakeClock()) for each in both]
        for each in writers:
            each.turn()
        with closing(sqlite3.connect(path)) as database:
            assert database.execute("SELECT count(*) FROM replay_waiting").fetchone() == (2,)
        stuck.reply = lambda _: TAKEN
        writers[1].turn()

    assert [sample.value for sample in stuck.taken] == [sample.value for sample in quick.taken] == [1, 2]
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT count(*) FROM replay_waiting").fetchone() == (0,)


def test_the_threads_write_what_comes_and_end_when_asked(tmp_path: Path) -> None:
    path = agents_file(tmp_path)
    with receiver() as there:
        writers = ReplayWriters(
            [RemoteWrite(id="p", url=there.url)], path, one_sample_each, FakeClock(), idle=0.01
        )
        writers.start()
        kept(path, late(1))
        eventually(lambda: writers.facts()["p"].written, writers.facts)
        writers.stop()

    assert [sample.value for sample in there.taken] == [1]
    assert not [each for each in writers._writers.values() if each.is_alive()]
