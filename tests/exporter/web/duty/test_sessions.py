from exporter.web.duty.sessions import IDLE_SECONDS, LONGEST_SECONDS, MOST_PER_USER, Sessions
from tests.fakes.clock import FakeClock


def test_a_token_opens_its_session_and_no_other_does() -> None:
    sessions, clock = Sessions(), FakeClock()
    token, session = sessions.begin("truc-1", clock.now())
    other, _ = sessions.begin("truc-2", clock.now())

    found = sessions.find(token, clock.now(), active=True)

    assert found is not None
    assert found.user == session.user == "truc-1"
    assert token != other
    assert len(token) >= 43, "256 bits"
    for wrong in ("", token[:-1], token + "x", "ếàđ"):
        assert sessions.find(wrong, clock.now(), active=True) is None


def test_only_a_hash_of_a_token_is_kept() -> None:
    sessions = Sessions()
    token, _ = sessions.begin("truc-1", FakeClock().now())

    assert token not in repr(vars(sessions))


def test_nothing_done_for_half_an_hour_ends_it_and_what_a_page_fetches_by_itself_is_nothing() -> None:
    sessions, clock = Sessions(), FakeClock()
    token, _ = sessions.begin("truc-1", clock.now())

    clock.advance(IDLE_SECONDS - 1)
    assert sessions.find(token, clock.now(), active=False) is not None
    clock.advance(1)
    assert sessions.find(token, clock.now(), active=True) is None
    clock.advance(-10)
    assert sessions.find(token, clock.now(), active=True) is None, "it is gone for good"


def test_a_shift_ends_it_however_busy_it_was() -> None:
    sessions, clock = Sessions(), FakeClock()
    token, _ = sessions.begin("truc-1", clock.now())

    for _ in range(int(LONGEST_SECONDS // 900) - 1):
        clock.advance(900)
        assert sessions.find(token, clock.now(), active=True) is not None
    clock.advance(900)
    assert sessions.find(token, clock.now(), active=True) is None


def test_setting_the_clock_neither_ends_nor_prolongs_a_session() -> None:
    sessions, clock = Sessions(), FakeClock()
    token, _ = sessions.begin("truc-1", clock.now())

    clock.step_wall(10 * 86400)
    assert sessions.find(token, clock.now(), active=False) is not None
    clock.step_wall(-20 * 86400)
    clock.advance(IDLE_SECONDS)
    assert sessions.find(token, clock.now(), active=False) is None


def test_signing_out_ends_it() -> None:
    sessions, clock = Sessions(), FakeClock()
    token, _ = sessions.begin("truc-1", clock.now())

    sessions.end(token)
    sessions.end("nobody's")

    assert sessions.find(token, clock.now(), active=True) is None


def test_one_browser_too_many_ends_the_one_that_was_idle_longest() -> None:
    sessions, clock = Sessions(), FakeClock()
    tokens = []
    for _ in range(MOST_PER_USER):
        clock.advance(1)
        tokens.append(sessions.begin("truc-1", clock.now())[0])
    other, _ = sessions.begin("truc-2", clock.now())
    clock.advance(1)
    sessions.find(tokens[0], clock.now(), active=True)

    last, _ = sessions.begin("truc-1", clock.now())

    alive = [token for token in (*tokens, last, other) if sessions.find(token, clock.now(), active=False)]
    assert alive == [tokens[0], *tokens[2:], last, other]


def test_every_session_has_its_own_token_for_forms() -> None:
    sessions, clock = Sessions(), FakeClock()
    (_, one), (_, other) = sessions.begin("truc-1", clock.now()), sessions.begin("truc-1", clock.now())

    assert one.is_form_of_ours(one.csrf)
    for wrong in ("", other.csrf, one.csrf + "x", "ế", "\ud800"):
        assert not one.is_form_of_ours(wrong)
