from collections import Counter
from heapq import heapify, heappop, heappush
from random import Random

from exporter.delivery.envelope import Turn
from exporter.delivery.ingest.turns import AT_ONCE, TURN_SECONDS, Turns


def given(turns: Turns, site: str, now: float) -> Turn:
    turn = turns.ask(site, now)
    assert isinstance(turn, Turn)
    return turn


def test_a_turn_is_good_once_for_whom_it_was_given_and_for_a_while() -> None:
    turns = Turns()
    turn = given(turns, "a", 0.0)

    assert not turns.use("b", turn.token, 1.0)
    assert not turns.use("a", "ạ", 1.0)
    assert turns.use("a", turn.token, 1.0)
    assert not turns.use("a", turn.token, 1.0)
    late = given(turns, "c", 2.0)
    assert not turns.use("c", late.token, 2.0 + TURN_SECONDS + 1)


def test_whoever_lost_the_answer_gets_the_same_turn() -> None:
    turns = Turns()

    assert turns.ask("a", 0.0) == turns.ask("a", 1.0)


def test_few_have_a_turn_at_once() -> None:
    turns = Turns()
    answers = [turns.ask(f"site {number}", 0.0) for number in range(AT_ONCE + 5)]

    assert sum(isinstance(answer, Turn) for answer in answers) == AT_ONCE
    assert all(answer > 0 for answer in answers if not isinstance(answer, Turn))


def test_who_never_uses_a_turn_holds_nobody_up_for_long() -> None:
    turns = Turns(at_once=1)
    given(turns, "gone", 0.0)

    assert turns.ask("a", 1.0) != given(turns, "a", TURN_SECONDS + 1)


def test_everybody_who_waits_is_served_about_as_often_as_the_others() -> None:
    """A mass reconnect: each comes when it was told to, and whenever it reports; a batch takes 0.2 s."""
    turns, served = Turns(), Counter[str]()
    due = {f"site {number}": number * 0.01 for number in range(100)}
    under_way: list[tuple[float, str]] = []
    for step in range(10_000):
        now = step * 0.01
        for ended, site in [one for one in under_way if one[0] <= now]:
            under_way.remove((ended, site))
            turns.done(site, now)
            served[site] += 1
            due[site] = now  # its answer asks for the next
        for site in [site for site, at in due.items() if at <= now]:
            answer = turns.ask(site, now)
            if isinstance(answer, Turn):
                assert turns.use(site, answer.token, now)
                under_way.append((now + 0.2, site))
                del due[site]
            else:
                due[site] = now + min(answer, 30.0)

    assert len(served) == 100
    assert min(served.values()) >= max(served.values()) / 3
    assert sum(served.values()) > 100 * AT_ONCE / 0.2 / 2


def test_a_whole_country_is_done_as_fast_as_batches_are_and_asks_seldom() -> None:
    """All come back at once, and as couriers do: a second or two late, however soon they were told to come."""
    turns, luck, agents, lasts = Turns(), Random(1), 1000, 0.2
    due = [(luck.uniform(0.0, 30.0), f"site {number}") for number in range(agents)]
    heapify(due)
    under_way: list[tuple[float, str]] = []
    asked, now = 0, 0.0
    while due or under_way:
        now, site = heappop(due) if due else (under_way[0][0], "")
        while under_way and under_way[0][0] <= now:
            ended, done = heappop(under_way)
            turns.done(done, ended)
        if not site:
            continue
        asked += 1
        answer = turns.ask(site, now)
        if isinstance(answer, Turn):
            assert turns.use(site, answer.token, now)
            heappush(under_way, (now + lasts, site))
        else:
            heappush(due, (now + min(max(answer, 1.0) + luck.uniform(0.0, 1.0), 30.0), site))

    assert now < 2 * agents * lasts / AT_ONCE
    assert asked < 10 * agents
