from exporter.web.duty.guesses import (
    BURST,
    FIRST_WAIT_SECONDS,
    FORGET_SECONDS,
    FREE_TRIES,
    LONGEST_WAIT_SECONDS,
    PER_SECOND,
    Guesses,
)


def test_people_may_mistype_and_then_wait_ever_longer() -> None:
    guesses, now = Guesses(), 0.0
    waits = []
    for _ in range(FREE_TRIES + 8):
        wait = guesses.admit("truc-1", None, now)
        waits.append(wait)
        now += wait
        if wait:
            assert guesses.admit("truc-1", None, now) == 0

    assert waits[:FREE_TRIES] == [0.0] * FREE_TRIES
    assert waits[FREE_TRIES : FREE_TRIES + 3] == [
        FIRST_WAIT_SECONDS,
        2 * FIRST_WAIT_SECONDS,
        4 * FIRST_WAIT_SECONDS,
    ]
    assert max(waits) == LONGEST_WAIT_SECONDS


def test_asking_while_one_has_to_wait_makes_it_no_longer() -> None:
    guesses = Guesses()
    for _ in range(FREE_TRIES):
        guesses.admit("truc-1", None, 0.0)

    assert [guesses.admit("truc-1", None, at) for at in (0.0, 1.0, 4.0)] == [5.0, 4.0, 1.0]
    assert guesses.admit("truc-1", None, 5.0) == 0


def test_many_at_once_gain_nothing() -> None:
    guesses = Guesses()

    admitted = sum(guesses.admit("truc-1", None, 0.0) == 0 for _ in range(100))

    assert admitted == FREE_TRIES


def test_the_right_password_makes_good_for_the_wrong_ones() -> None:
    guesses = Guesses()
    for _ in range(FREE_TRIES):
        guesses.admit("truc-1", None, 0.0)
    guesses.right("truc-1", None)

    assert guesses.admit("truc-1", None, 0.0) == 0


def test_a_flood_at_one_name_locks_no_other_out() -> None:
    guesses = Guesses()
    for second in range(3600):
        for _ in range(50):
            guesses.admit("truc-1", None, float(second))

    assert guesses.admit("truc-2", None, 3600.0) == 0


def test_a_flood_of_names_is_held_to_a_pace_and_told_how_long_to_wait() -> None:
    guesses = Guesses()

    admitted = sum(guesses.admit(f"name-{n}", None, n / 100) == 0 for n in range(100 * 600))

    assert admitted <= BURST + 600 * PER_SECOND + 1
    assert 0 < guesses.admit("one more", None, 600.0) <= 1 / PER_SECOND


def test_who_has_signed_in_here_before_is_not_locked_out_by_strangers() -> None:
    guesses = Guesses()
    for n in range(1000):
        guesses.admit(f"name-{n}", None, 0.0)
        guesses.admit("truc-1", None, 0.0)

    assert guesses.admit("truc-1", None, 0.0) > 0
    assert guesses.admit("truc-1", "this browser", 0.0) == 0


def test_a_known_browser_is_slowed_down_as_well() -> None:
    guesses = Guesses()

    assert sum(guesses.admit("truc-1", "this browser", 0.0) == 0 for _ in range(100)) == FREE_TRIES


def test_wrong_passwords_of_an_hour_ago_count_no_more() -> None:
    guesses = Guesses()
    for _ in range(FREE_TRIES):
        guesses.admit("truc-1", None, 0.0)

    assert [guesses.admit("truc-1", None, FORGET_SECONDS) for _ in range(FREE_TRIES)] == [0.0] * FREE_TRIES


def test_names_take_no_memory_without_end() -> None:
    guesses = Guesses()
    for n in range(30_000):
        guesses.admit("x" * 1000 + str(n), "device", float(n))

    assert len(guesses._tried) == 10_000
